"""What the participant's own routes of the log take and give, for programs."""

from marshmallow import Schema, fields, validate

from hub.oversight.schemas import MOST, ActorSchema
from hub.store.json_instants import told


class ReadsQuery(Schema):
    """Where to go on, and whether to count what repeats itself."""

    limit = fields.Integer(
        load_default=50, validate=validate.Range(min=1, max=MOST), metadata={"description": "How many at most."}
    )
    next = fields.String(
        load_default=None,
        validate=validate.Regexp(r"[0-9]{1,17}-[0-9a-f]{32}\Z"),
        metadata={"description": "From the page before."},
    )
    officer = fields.String(
        load_default=None,
        validate=validate.Length(min=1, max=64),
        metadata={"description": "Only what this officer did."},
    )
    folded = fields.Boolean(
        load_default=False,
        metadata={"description": "Count lists and one's own looks by month, in `folded`, instead of one by one."},
    )


class OpenedSchema(Schema):
    """One category of one source that was opened."""

    source = fields.String(required=True)
    source_name = fields.String(required=True)
    category = fields.String(required=True)
    label = fields.String(required=True)


class ReadSchema(Schema):
    """One act with the participant's data."""

    id = fields.String(required=True)
    at = told("When it was done.")
    text = fields.String(required=True)
    who = fields.Nested(ActorSchema, required=True)
    action = fields.String(required=True)
    outcome = fields.String(required=True)
    categories = fields.List(fields.Nested(OpenedSchema), required=True)
    purpose = fields.String(required=True, allow_none=True)
    leaf = fields.String(required=True)


class FoldSchema(Schema):
    """One thing that one actor did several times in a month."""

    officer = fields.String(
        required=True, allow_none=True, metadata={"description": "null when it was she herself, or the hub."}
    )
    unit = fields.String(required=True, allow_none=True)
    action = fields.String(required=True)
    month = fields.String(required=True, metadata={"description": "Such as 2026-11."})
    count = fields.Integer(required=True)
    newest = told("When it was done last.")
    text = fields.String(required=True, metadata={"description": "As one sentence."})


class ReadsSchema(Schema):
    """A page of what was done with one's data, newest first."""

    items = fields.List(fields.Nested(ReadSchema), required=True)
    folded = fields.List(fields.Nested(FoldSchema), metadata={"description": "Only when asked for."})
    next = fields.String(required=True, allow_none=True)


class KnowsSchema(Schema):
    """An officer who is named for the category; `now` is what a read of hers would be answered with."""

    officer = fields.String(required=True)
    name = fields.String(required=True)
    title = fields.String(required=True)
    now = fields.Boolean(required=True, metadata={"description": "False while something is still missing."})
    stands_in_for = fields.String(
        required=True, allow_none=True, metadata={"description": "Of a substitute: whom she replaces, by name."}
    )


class CellSchema(Schema):
    """One category at one unit."""

    category = fields.String(required=True)
    label = fields.String(required=True)
    own = fields.Boolean(required=True, metadata={"description": "The unit itself gives information of this sort."})
    sources = fields.List(fields.String(), required=True, metadata={"description": "From whom, by name."})
    readers = fields.List(fields.Nested(KnowsSchema), required=True)
    reads = fields.Integer(required=True, metadata={"description": "How often it was read, of the newest 1,000 reads."})
    last_read = told("The newest of those; null: none.", or_null=True)


class UnitSchema(Schema):
    """What one unit may read, or has read."""

    unit = fields.String(required=True)
    unit_name = fields.String(required=True)
    authority = fields.String(required=True)
    cells = fields.List(fields.Nested(CellSchema), required=True)


class KnowledgeSchema(Schema):
    """Who may read what about the participant now, and who has."""

    until = told("When the consent ends; null: none stands.", or_null=True)
    coordinator = fields.String(required=True, allow_none=True, metadata={"description": "Her coordinator, by name."})
    units = fields.List(fields.Nested(UnitSchema), required=True)


class ReadingsQuery(Schema):
    """Where to go on."""

    next = fields.String(
        load_default=None,
        validate=validate.Regexp(r"[0-9]{1,17}-[0-9a-f]{32}\Z"),
        metadata={"description": "From the page before."},
    )


class ReadingsSchema(Schema):
    """The readings of one category by one unit."""

    cell = fields.Nested(CellSchema, required=True)
    items = fields.List(fields.Nested(ReadSchema), required=True)
    next = fields.String(required=True, allow_none=True)
