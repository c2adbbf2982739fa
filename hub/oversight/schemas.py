"""What the log's routes take and give, for programs."""

from collections.abc import Mapping
from typing import Any, Final

from marshmallow import Schema, fields, post_load, validate

from hub.access_log.reader import Filters
from hub.store.json_instants import asked, told
from policies.vocabulary import Action, Outcome

MOST: Final = 100
_BODY: Final = (
    "The entry's exact bytes, as UTF-8 text; leaf = SHA-256(0x00 + body). Null for what was not done by an officer of "
    "your units, and for what a reviewer was refused: what is not yours to know is left out for you, so that the leaf "
    "cannot be reckoned from here."
)
PLACE: Final = validate.Regexp(r"[0-9]{1,17}-[0-9]{1,17}\Z")


class CountsQuery(Schema):
    """How to narrow a look."""

    begins = asked(data_key="from")
    ends = asked("Not included itself.", data_key="to")
    officer = fields.String(validate=validate.Length(min=1, max=64), metadata={"description": "An officer's id."})
    case = fields.String(validate=validate.Length(min=1, max=32), metadata={"description": "A case number."})
    subject = fields.String(
        validate=validate.Length(min=1, max=32), metadata={"description": "A pseudonym from an entry."}
    )
    action = fields.String(
        validate=validate.OneOf([one.value for one in Action]), metadata={"description": "What was done."}
    )
    outcome = fields.String(
        validate=validate.OneOf([one.value for one in Outcome]), metadata={"description": "How it ended."}
    )
    receipt = fields.String(
        validate=validate.Regexp(r"[0-9a-f]{8,32}\Z"),
        metadata={"description": "An entry's id, or how it begins: the first eight signs are what people read out."},
    )

    @post_load
    def _narrowed(self, data: dict[str, Any], **_: Any) -> dict[str, Any]:
        given = {"actor": "officer"} | {name: name for name in ("subject", "action", "outcome", "receipt")}
        narrowed: dict[str, Any] = {name: data.get(asked) for name, asked in given.items()}
        staff = data.get("staff") or None
        filters = Filters(**narrowed, begins=data.get("begins"), ends=data.get("ends"), staff=staff)
        return {"filters": filters, "case": data.get("case"), **paging(data)}


class FileQuery(CountsQuery):
    """How to narrow the list, all of which is given."""

    staff = fields.Boolean(
        metadata={"description": "True: only what staff did, neither participants nor the hub itself."}
    )


class EntriesQuery(FileQuery):
    """How to narrow the list and where to go on."""

    limit = fields.Integer(
        load_default=50, validate=validate.Range(min=1, max=MOST), metadata={"description": "How many at most."}
    )
    next = fields.String(load_default=None, validate=PLACE, metadata={"description": "From the page before."})


def paging(data: Mapping[str, Any]) -> dict[str, Any]:
    """Give how many entries, and the place of the last one of the page before, where a list is asked for."""
    if "limit" not in data:
        return {}
    at, number = map(int, data["next"].split("-")) if data["next"] is not None else (0, 0)
    return {"limit": data["limit"], "before": (at, number) if data["next"] is not None else None}


class ActorSchema(Schema):
    """Who did it; no name for participants and for what the hub does itself."""

    kind = fields.String(required=True)
    id = fields.String(required=True)
    name = fields.String(required=True, allow_none=True)
    title = fields.String(required=True, allow_none=True)
    unit = fields.String(required=True, allow_none=True)
    unit_name = fields.String(required=True, allow_none=True)
    authority = fields.String(required=True, allow_none=True)


class DecisionSchema(Schema):
    """What was decided for one category of one source."""

    source = fields.String(required=True)
    source_name = fields.String(required=True)
    category = fields.String(required=True)
    outcome = fields.String(required=True)
    rule = fields.String(required=True, metadata={"description": "The permit's rule, or the refusal's reason."})
    line = fields.String(required=True, allow_none=True)


class WrittenSchema(Schema):
    """A record that was written."""

    table = fields.String(required=True)
    id = fields.String(required=True)
    version = fields.Integer(required=True)


class EntrySchema(Schema):
    """One log entry; it holds no content and no participant's name."""

    id = fields.String(required=True)
    number = fields.Integer(
        required=True, allow_none=True, metadata={"description": "Leaf number; null until it is sealed."}
    )
    at = told("When it was done.")
    text = fields.String(required=True, metadata={"description": "The entry as one sentence."})
    actor = fields.Nested(ActorSchema, required=True)
    action = fields.String(required=True)
    outcome = fields.String(required=True)
    reason = fields.String(required=True, allow_none=True)
    subject = fields.String(required=True, allow_none=True, metadata={"description": "The participant's pseudonym."})
    case = fields.String(required=True, allow_none=True, metadata={"description": "The case number."})
    decisions = fields.List(fields.Nested(DecisionSchema), required=True)
    written = fields.List(fields.Nested(WrittenSchema), required=True)
    count = fields.Integer(
        required=True,
        allow_none=True,
        metadata={"description": "How many records. Null for what was not done by an officer of your units."},
    )
    purpose = fields.String(required=True, allow_none=True)
    consent = fields.String(required=True, allow_none=True, metadata={"description": "id@version"})
    policy = fields.String(
        required=True, allow_none=True, metadata={"description": "SHA-256 of the policy it was decided under."}
    )
    facts = fields.String(
        required=True, allow_none=True, metadata={"description": "SHA-256 of the facts it was decided on."}
    )
    leaf = fields.String(required=True, metadata={"description": "Leaf hash, hex; the same as in the read's receipt."})


class TraceSchema(Schema):
    """Where staff signed in or stepped up from; kept sealed."""

    address = fields.String(required=True)
    agent = fields.String(required=True, metadata={"description": "What the browser or program called itself."})


class OneEntrySchema(EntrySchema):
    """One entry, opened by itself."""

    trace = fields.Nested(
        TraceSchema, required=True, allow_none=True, metadata={"description": "Signing in and step-up of staff."}
    )


class EntriesSchema(Schema):
    """A page of entries, newest first."""

    items = fields.List(fields.Nested(EntrySchema), required=True)
    next = fields.String(required=True, allow_none=True)


class ProofSchema(Schema):
    """RFC 6962 inclusion proof under the newest checkpoint; the proof's parts are null until the entry is sealed."""

    body = fields.String(required=True, allow_none=True, metadata={"description": _BODY})
    leaf = fields.String(
        required=True, metadata={"description": "Leaf hash, hex: of the whole entry, also where `body` is null."}
    )
    index = fields.Integer(required=True, allow_none=True)
    size = fields.Integer(required=True, allow_none=True)
    hashes = fields.List(fields.String(), required=True, allow_none=True)
    checkpoint = fields.String(required=True, allow_none=True, metadata={"description": "C2SP signed note."})


class CheckpointSchema(Schema):
    """How long the log is, and its root, signed."""

    checkpoint = fields.String(
        required=True, allow_none=True, metadata={"description": "C2SP signed note; null before the first."}
    )
    key = fields.String(required=True, metadata={"description": "The log's public key as C2SP verifiers take it."})
