"""The JSON of the directory."""

from marshmallow import Schema, fields


class ListedSchema(Schema):
    """An officer at a unit."""

    id = fields.String(metadata={"description": "The officer."})
    name = fields.String()
    title = fields.String()
    unit = fields.String(metadata={"description": "The secrecy unit of this employment."})
    unit_name = fields.String()
    authority = fields.String(metadata={"description": "Name of the unit's organisation."})
    kind = fields.String(metadata={"description": "Kind of authority."})
    function = fields.String(metadata={"description": "The ceiling's column."})


class DirectorySchema(Schema):
    """Who can be named in a consent now."""

    items = fields.List(fields.Nested(ListedSchema))
    next = fields.String(allow_none=True, metadata={"description": "Null: the list is whole."})


class ListedUnitSchema(Schema):
    """A secrecy unit that can be a source."""

    id = fields.String()
    name = fields.String()
    authority = fields.String(metadata={"description": "Name of the unit's organisation."})
    kind = fields.String(metadata={"description": "Kind of authority."})


class UnitsSchema(Schema):
    """The units that can be sources now."""

    items = fields.List(fields.Nested(ListedUnitSchema))
    next = fields.String(allow_none=True, metadata={"description": "Null: the list is whole."})
