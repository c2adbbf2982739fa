"""The JSON of invitations in use and of staff's own factors."""

from typing import Any, ClassVar, Final

from marshmallow import Schema, ValidationError, fields, validates_schema

from hub.signin.calling import LONGEST_LINK
from hub.signin.changing_factors import LONGEST_SEALED
from hub.signin.passkeys import LONGEST_ANSWER, LONGEST_NAME
from hub.signin.schemas import CODE_OR_PASSKEY, LONGEST_PASSWORD
from hub.store.json_instants import told
from hub.store.json_texts import text

_LONGEST_CODE: Final = 64
_OPTIONS: Final = "JSON for the browser's navigator.credentials; it serves for half an hour."
_ANSWER: Final = "The browser's answer: the credential as JSON."


class InvitationSchema(Schema):
    """A link's secret."""

    invitation = text(LONGEST_LINK, "The last part of the link.")


class InvitedSchema(Schema):
    """Who is invited, and what her factor needs."""

    name = fields.String(required=True)
    username = fields.String(required=True, metadata={"description": "Sign-in name: her work e-mail."})
    unit_name = fields.String(required=True)
    authority = fields.String(required=True, metadata={"description": "Name of the unit's organisation."})
    totp_secret = fields.String(required=True, metadata={"description": "Base32, for an authenticator app."})
    otpauth = fields.String(required=True, metadata={"description": "The same as the address that a QR code holds."})
    asks_old = fields.Boolean(
        required=True, metadata={"description": "Today's password or a recovery code is asked for as well."}
    )
    passkey_options = fields.String(required=True, metadata={"description": _OPTIONS})
    expires_at = told("When the invitation ends.")


class EnrolmentSchema(InvitationSchema):
    """What uses an invitation up: a password, and one second factor."""

    TOGETHER: ClassVar = CODE_OR_PASSKEY

    password = text(LONGEST_PASSWORD, "At least 12 characters.")
    old = text(
        LONGEST_PASSWORD,
        "Where `asks_old`: today's password, a recovery code, or a code of an app coupled since the first link.",
        required=False,
    )
    code = text(_LONGEST_CODE, "A code of the app that has learnt the secret.", required=False)
    passkey = text(LONGEST_ANSWER, _ANSWER, required=False)

    @validates_schema(skip_on_field_errors=True)
    def one_factor(self, data: dict[str, Any], **_: Any) -> None:
        if "code" not in data and "passkey" not in data:
            raise ValidationError("Missing data for required field.", "code")
        if "code" in data and "passkey" in data:
            raise ValidationError("Unknown field.", "passkey")


class RecoveryCodesSchema(Schema):
    """Ten codes, told this once."""

    recovery_codes = fields.List(
        fields.String(), required=True, metadata={"description": "Each serves once in a code's place."}
    )


class EnrolledSchema(RecoveryCodesSchema):
    """She can sign in, at once or when her access manager has confirmed her."""

    username = fields.String(required=True)
    check_number = fields.String(
        required=True,
        allow_none=True,
        metadata={"description": "What she tells her access manager; null when employed already."},
    )
    token = fields.String(
        required=True, allow_none=True, metadata={"description": "A session, for who is employed already."}
    )
    expires_at = told("When that session ends at the latest.", or_null=True)


class HeldSchema(Schema):
    """One passkey."""

    id = fields.String(required=True)
    name = fields.String(required=True)
    added_at = told("When it was added.")
    last_used_at = told("When it last proved who she is.", or_null=True)


class FactorsSchema(Schema):
    """How she signs in beside her password."""

    app = fields.Boolean(required=True, metadata={"description": "An app with one-time codes."})
    passkeys = fields.List(fields.Nested(HeldSchema), required=True)
    recovery_left = fields.Integer(required=True, metadata={"description": "How many recovery codes still serve."})


class PasswordSchema(Schema):
    """A change of password."""

    present = text(LONGEST_PASSWORD, "The one that serves today.")
    wanted = text(LONGEST_PASSWORD, "The new one, at least 12 characters.")


class OptionsSchema(Schema):
    """What a browser needs to ask for a passkey."""

    options = fields.String(required=True, metadata={"description": _OPTIONS})


class NewPasskeySchema(Schema):
    """A passkey to add."""

    passkey = text(LONGEST_ANSWER, _ANSWER)
    name = text(LONGEST_NAME, "What its owner calls it.")


class PasskeySchema(Schema):
    """A passkey that was added."""

    id = fields.String(required=True)
    name = fields.String(required=True)


class NewAppSchema(Schema):
    """A secret for a new app."""

    secret = fields.String(required=True, metadata={"description": "Base32."})
    otpauth = fields.String(required=True, metadata={"description": "The same as the address that a QR code holds."})
    sealed = fields.String(required=True, metadata={"description": "Send it back with the first code."})


class AppSchema(Schema):
    """The first code of a new app."""

    sealed = text(LONGEST_SEALED, "As POST /me/app/preparation gave it.")
    code = text(_LONGEST_CODE, "What the new app shows.")
