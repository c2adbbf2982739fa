"""The one table from what went wrong to what the asker is told: status, words, code; never more than the words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException, MethodNotAllowed

from hub.signin.living_invitations import InvitationSpent
from hub.signin.signing_in import WrongCredentials, WrongOwnCode
from hub.signin.starting import LinkSpent
from hub.signin.stepping_up import StepUpRequired
from hub.store import errors
from hub.web.queries import NotASheetError
from hub.web.schema_words import swedish
from hub.web.strict_json import NotPlainError
from keys.errors import ProviderUnavailable


@dataclass(frozen=True, slots=True)
class Problem:
    """What RFC 9457 calls a problem; pages show the same words."""

    status: int
    title: str
    detail: str
    code: str | None = None
    errors: Mapping[str, Sequence[str]] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)

    def members(self) -> dict[str, object]:
        told: dict[str, object] = {
            "type": "about:blank",
            "title": self.title,
            "status": self.status,
            "detail": self.detail,
        }
        if self.code is not None:
            told["code"] = self.code
        if self.errors:
            told["errors"] = self.errors
        return told


# Also for a wrong role, an unknown address and an id that is no id: the answer never tells which it was.
NOT_SHOWN: Final = Problem(404, "Vi kan inte visa något här.", "Vi kan inte visa något här.")
_HOW_TO_SIGN_IN: Final = {"WWW-Authenticate": "Bearer"}
NOT_SIGNED_IN: Final = Problem(401, "Du är inte inloggad.", "Logga in och försök igen.", headers=_HOW_TO_SIGN_IN)
_WRONG_CREDENTIALS: Final = Problem(
    401,
    "Namnet, lösenordet eller koden stämmer inte.",
    "Skriv lösenord och kod på nytt. En engångskod gäller en gång: vänta på nästa om du nyss har använt den.",
    code="wrong_credentials",
    headers=_HOW_TO_SIGN_IN,
)
_WRONG_OWN_CODE: Final = Problem(
    401,
    "Namnet eller koden stämmer inte.",
    "Kontrollera inloggningsnamnet och skriv din kod igen. Har du glömt den kan din handledare hjälpa dig.",
    code="wrong_credentials",
    headers=_HOW_TO_SIGN_IN,
)
_LINK_SPENT: Final = Problem(
    401,
    "Länken gäller inte längre.",
    "Har du redan valt en kod loggar du in med ditt inloggningsnamn. Annars ber du din handledare om en ny länk.",
    code="link_spent",
    headers=_HOW_TO_SIGN_IN,
)
_STEP_UP_REQUIRED: Final = Problem(
    403,
    "Bekräfta att det är du.",
    "Skriv en ny engångskod och försök igen. Det behövs när det har gått mer än fem minuter sedan du bekräftade.",
    code="step_up_required",
)
_INVITATION_SPENT: Final = Problem(
    401,
    "Inbjudan gäller inte längre.",
    "En inbjudan gäller i ett dygn och kan användas en gång. Be den som bjöd in dig om en ny.",
    code="invitation_spent",
    headers=_HOW_TO_SIGN_IN,
)
BROKEN: Final = Problem(500, "Något gick fel hos oss.", "Försök igen om en stund. Det du gjorde kan behöva göras om.")

_UNAVAILABLE: Final = {
    which: Problem(503, "Tjänsten kan inte svara just nu.", sentence, code=f"{which}_down")
    for which, sentence in {
        "log": "Loggen kan inte skrivas – inga uppgifter har lämnats ut.",  # noqa: RUF001 - the dash of a Swedish sentence
        "keys": "Nyckeltjänsten svarar inte – inga uppgifter har lämnats ut.",  # noqa: RUF001 - as above
        "store": "Databasen svarar inte – inga uppgifter har lämnats ut.",  # noqa: RUF001 - as above
        "reader": "Det går inte att läsa filer just nu. Det är inget fel på filen, och inget är sparat.",
    }.items()
}

_TOO_MANY: Final = Problem(429, "För många försök.", "Vänta en stund och försök igen.", code="too_many")
_TOO_MANY_FILES: Final = Problem(
    429,
    "Flera filer läses in just nu.",
    "Inget är sparat. Vänta en halv minut och skicka filen igen.",
    code="too_many",
)

FORM_TOO_OLD: Final = Problem(
    400,
    "Formuläret gäller inte längre.",
    "Inget är sparat. Du har loggat in eller ut i en annan flik, eller så har sidan stått öppen länge.",
)

_BY_STATUS: Final = {
    400: Problem(400, "Det gick inte att läsa.", "Begäran är inte skriven så att vi kan läsa den."),
    404: NOT_SHOWN,
    405: Problem(405, "Så går det inte att göra här.", "Adressen tar inte emot den metoden."),
    406: Problem(406, "Det formatet finns inte.", "Vi svarar med JSON."),
    408: Problem(408, "Det tog för lång tid.", "Försök igen."),
    413: Problem(413, "Det är för stort.", "Inget är sparat. Skicka en mindre fil, eller dela texten."),
    414: Problem(414, "Adressen är för lång.", "Korta adressen."),
    415: Problem(415, "Det formatet tar vi inte emot.", "Skicka JSON med Content-Type application/json."),
    422: Problem(422, "Något behöver rättas.", "Se vilka fält det gäller och rätta dem.", code="invalid"),
}

_NOT_A_SHEET: Final = replace(
    _BY_STATUS[415],
    detail="Skicka filen med Content-Type text/csv, application/octet-stream eller multipart/form-data, eller utan.",
)

_BY_KIND: Final = (
    (errors.StoreUnavailable, _UNAVAILABLE["store"]),
    (ProviderUnavailable, _UNAVAILABLE["keys"]),
    (NotPlainError, _BY_STATUS[400]),
    (NotASheetError, _NOT_A_SHEET),
)


def problem_of(error: Exception) -> Problem:
    """Return what to tell; an error that nobody foresaw tells nothing."""
    match error:
        case errors.NotShown():
            return NOT_SHOWN
        case errors.NotSignedIn():
            return _not_signed_in(error)
        case StepUpRequired():
            return _STEP_UP_REQUIRED
        case errors.HubError():
            return _refusal(error)
        case HTTPException():
            return _of_framework(error)
        case _:
            return next((told for kind, told in _BY_KIND if isinstance(error, kind)), BROKEN)


def _not_signed_in(error: errors.NotSignedIn) -> Problem:
    match error:
        case LinkSpent():
            return _LINK_SPENT
        case InvitationSpent():
            return _INVITATION_SPENT
        case WrongOwnCode():
            return _WRONG_OWN_CODE
        case WrongCredentials():
            return _WRONG_CREDENTIALS
        case _:
            return NOT_SIGNED_IN


def _refusal(error: errors.HubError) -> Problem:
    match error:
        case errors.Invalid():
            return _with_errors(error.errors)
        case errors.Stale():
            detail = "Det här har ändrats sedan du öppnade det. Ladda om, se vad som är nytt och spara igen."
            return Problem(412, "Det har hunnit ändras.", detail, code="stale")
        case errors.Conflict():
            return Problem(409, "Det går inte just nu.", error.detail, code=error.code)
        case errors.TooMany():
            wait = {"Retry-After": str(error.retry_after)}
            told = _TOO_MANY_FILES if isinstance(error, errors.TooManyFiles) else _TOO_MANY
            return replace(told, headers=wait)
        case errors.Unavailable():
            return _UNAVAILABLE[error.which]
        case _:
            return BROKEN


def _of_framework(error: HTTPException) -> Problem:
    if isinstance(error, CSRFError):
        return FORM_TOO_OLD
    messages = getattr(error, "data", {}).get("messages")
    if error.code == 422 and isinstance(messages, dict):  # noqa: PLR2004 - the status that schemas refuse with
        return _with_errors(swedish(messages))
    found = _BY_STATUS.get(error.code or 500)
    if found is None:
        return BROKEN if (error.code or 500) >= 500 else _BY_STATUS[400]  # noqa: PLR2004 - the server's own fault
    if isinstance(error, MethodNotAllowed):
        return replace(found, headers={"Allow": ", ".join(sorted(error.valid_methods or ()))})  # RFC 9110 15.5.6
    return found


def _with_errors(found: Mapping[str, Sequence[str]]) -> Problem:
    told = _BY_STATUS[422]
    return Problem(told.status, told.title, told.detail, code=told.code, errors=found)
