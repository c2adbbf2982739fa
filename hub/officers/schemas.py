"""The JSON of the directory."""

from marshmallow import Schema, fields


class ListedSchema(Schema):
    """An officer at a unit."""

    id = fields.String(required=True, metadata={"description": "The officer."})
    name = fields.String(required=True)
    title = fields.String(required=True)
    unit = fields.String(required=True, metadata={"description": "The secrecy unit of this employment."})
    unit_name = fields.String(required=True)
    authority = fields.String(required=True, metadata={"description": "Name of the unit's organisation."})
    kind = fields.String(required=True, metadata={"description": "Kind of authority."})
    function = fields.String(required=True, metadata={"description": "The ceiling's column."})


class DirectorySchema(Schema):
    """Who can be named in a consent now."""

    items = fields.List(fields.Nested(ListedSchema), required=True)
    next = fields.String(required=True, allow_none=True, metadata={"description": "Null: the list is whole."})


class ListedUnitSchema(Schema):
    """A secrecy unit that can be a source."""

    id = fields.String(required=True)
    name = fields.String(required=True)
    authority = fields.String(required=True, metadata={"description": "Name of the unit's organisation."})
    kind = fields.String(required=True, metadata={"description": "Kind of authority."})


class UnitsSchema(Schema):
    """The units that can be sources now."""

    items = fields.List(fields.Nested(ListedUnitSchema), required=True)
    next = fields.String(required=True, allow_none=True, metadata={"description": "Null: the list is whole."})
