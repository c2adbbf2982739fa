"""The JSON of who works where."""

from typing import ClassVar, Final

from marshmallow import Schema, fields, validate

from hub.grants.handing_over import LONGEST_NUMBER
from hub.officers.reaching import LONGEST_NOTE, LONGEST_PHONE
from hub.officers.reading import LONGEST, LONGESTEMAIL
from hub.organisations.kinds import AuthorityKind
from hub.staffing.wording import JOB_LABELS
from hub.store.json_instants import Day, told
from hub.store.json_shapes import having
from hub.store.json_texts import text
from hub.store.json_yes_no import yes_no

_ID: Final = 32
_NUMBER: Final = "Case number; never whose case it is."
PHONE: Final = "Telephone at work, as it was typed: digits, spaces, +, - and brackets."
REACHED: Final = "How and when she is best reached; never about a participant."


class AwaySchema(Schema):
    """When somebody is away."""

    begins = told("From when.")
    ends = told("Until when; it ends then by itself.")


class PersonSchema(Schema):
    """One who works at the asker's unit now."""

    id = fields.String(required=True, metadata={"description": "The officer."})
    name = fields.String(required=True)
    title = fields.String(required=True)
    email = fields.String(required=True, metadata={"description": "Work e-mail, and sign-in name."})
    phone = fields.String(required=True, allow_none=True, metadata={"description": PHONE})
    reached = fields.String(required=True, allow_none=True, metadata={"description": REACHED})
    job = fields.String(required=True, metadata={"description": "What she works as."})
    since = told("When she began.")
    signs_in = fields.Boolean(required=True, metadata={"description": "She has used a link, so she has an account."})
    away = fields.Nested(
        AwaySchema, required=True, allow_none=True, metadata={"description": "Her absence, begun or still to come."}
    )


class AwaitedSchema(Schema):
    """One who is invited and not employed yet."""

    id = fields.String(required=True, metadata={"description": "The officer."})
    name = fields.String(required=True)
    title = fields.String(required=True)
    email = fields.String(required=True)
    job = fields.String(required=True)
    invited_at = told("When the link was made.")
    expires_at = told("When the link ends.")
    used_at = told("When she used it; null: not yet.", or_null=True)
    check = fields.String(
        required=True, allow_none=True, metadata={"description": "The number that she tells before confirmation."}
    )


class ProposalSchema(Schema):
    """An officer whom a coach has proposed; nothing of whom it is about."""

    id = fields.String(required=True)
    name = fields.String(required=True)
    title = fields.String(required=True)
    work_email = fields.String(required=True)
    proposed_at = told("When.")


class OwnCaseSchema(Schema):
    """A case of the unit."""

    number = fields.String(required=True, metadata={"description": _NUMBER})
    having = fields.String(required=True, metadata={"description": "coach or officer."})
    since = told("When she got the case.")
    coach = fields.String(
        required=True, allow_none=True, metadata={"description": "Whom to ask for a consent that names somebody else."}
    )
    coach_email = fields.String(required=True, allow_none=True)


class OwnOfficerSchema(Schema):
    """One of the asker's own unit, and what she has there."""

    person = fields.Nested(PersonSchema, required=True)
    cases = fields.List(fields.Nested(OwnCaseSchema), required=True)


class LeftSchema(OwnCaseSchema):
    """A case that somebody of the unit left and nobody there has now."""

    left_by = fields.String(required=True, metadata={"description": "Who had it."})


class StaffSchema(Schema):
    """The asker's own unit."""

    unit_name = fields.String(required=True)
    authority = fields.String(required=True)
    people = fields.List(fields.Nested(PersonSchema), required=True)
    awaited = fields.List(fields.Nested(AwaitedSchema), required=True)
    proposals = fields.List(fields.Nested(ProposalSchema), required=True)
    queue = fields.List(fields.Nested(LeftSchema), required=True)


class DescribedSchema(Schema):
    """A person to invite."""

    name = text(LONGEST, "Her name.")
    title = text(LONGEST, "Her title, as participants see it.")
    email = text(LONGESTEMAIL, "Work e-mail; it becomes the sign-in name.")


class NewOfficerSchema(DescribedSchema):
    """A person to invite to the asker's own unit."""

    job = fields.String(
        required=True, validate=validate.OneOf(tuple(JOB_LABELS)), metadata={"description": "What she works as."}
    )
    phone = text(LONGEST_PHONE, PHONE, required=False)
    reached = text(LONGEST_NOTE, REACHED, required=False)


class LinkSchema(Schema):
    """An invitation, told this once."""

    url = fields.String(required=True, metadata={"description": "Serves once."})
    expires_at = told("When it ends.")


class InvitedOfficerSchema(Schema):
    """Who was invited."""

    id = fields.String(required=True, metadata={"description": "The officer."})
    link = fields.Nested(
        LinkSchema, required=True, allow_none=True, metadata={"description": "Null: she signs in already."}
    )


class EndedSchema(Schema):
    """What somebody who leaves had, and what of it is left."""

    at = told("When access ended.")
    cases = fields.List(fields.Nested(OwnCaseSchema), required=True)
    left = fields.List(
        fields.String(),
        required=True,
        metadata={"description": "Numbers of those that nobody of the unit has now, as in `queue`."},
    )


class AbsenceSchema(Schema):
    """When an officer is away: 30 days at most."""

    first_day = Day(required=True, metadata={"description": "Swedish day."})
    last_day = Day(required=True, metadata={"description": "Swedish day, included."})


class ChosenSchema(Schema):
    """An officer of the asker's unit."""

    officer = text(_ID, "Her id.")


class HandOverSchema(ChosenSchema):
    """A case and its next coach."""

    number = text(LONGEST_NUMBER, _NUMBER)
    left = yes_no("Only where nobody of the unit coaches it now, as in `queue`; else 409 coached.", load_default=False)


class ManagerSchema(Schema):
    """An access manager."""

    id = fields.String(required=True)
    name = fields.String(required=True)
    email = fields.String(required=True)


class ManagedSchema(Schema):
    """One unit, for the administrator."""

    id = fields.String(required=True)
    name = fields.String(required=True)
    organisation = fields.String(
        required=True, metadata={"description": "Id of its organisation, by which another unit is added to it."}
    )
    authority = fields.String(required=True, metadata={"description": "Name of its organisation."})
    kind = fields.String(required=True, metadata={"description": "Kind of authority."})
    managers = fields.List(fields.Nested(ManagerSchema), required=True)
    called = fields.String(
        required=True, allow_none=True, metadata={"description": "Who holds the first link, not used yet."}
    )


class ManagedUnitsSchema(Schema):
    """All units."""

    items = fields.List(fields.Nested(ManagedSchema), required=True)
    next = fields.String(required=True, allow_none=True, metadata={"description": "Null: the list is whole."})


class NewUnitSchema(Schema):
    """A unit to add, to an organisation that stands or to a new one."""

    TOGETHER: ClassVar = {"if": having("organisation"), "else": having("new_organisation", "kind")}

    unit_name = text(LONGEST, "The unit's name.")
    organisation = text(_ID, "Id of the organisation it belongs to.", required=False)
    new_organisation = text(LONGEST, "Name of a new organisation; 422 beside the id of another.", required=False)
    kind = fields.String(
        validate=validate.OneOf([kind.value for kind in AuthorityKind]),
        metadata={"description": "Kind of the new organisation."},
    )


class UnitIdSchema(Schema):
    """A unit that was added."""

    id = fields.String(required=True)


class IdentityCheckedSchema(Schema):
    """What the administrator answers for."""

    identity_checked = yes_no("She has proved who she is.", required=True)
