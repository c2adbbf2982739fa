"""Passkeys (WebAuthn): a second factor for who has no smartphone; the key stays in her computer or security key."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple, TypeVar
from urllib.parse import urlsplit

from sqlalchemy import ColumnElement, Connection, bindparam, delete, insert, select, update
from webauthn import (
    generate_authentication_options,
    generate_registration_options,
    options_to_json,
    verify_authentication_response,
    verify_registration_response,
)
from webauthn.helpers import (
    parse_authentication_credential_json,
    parse_client_data_json,
    parse_registration_credential_json,
)
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from hub.signin.challenging import new_challenge, use_challenge
from hub.signin.tables import passkey
from hub.store import row_marks, row_seals
from hub.store.errors import Invalid
from hub.store.ground import Ground, Settings
from hub.store.ids import new_id
from hub.store.locks import lock_share, lock_update

SIGNING_IN: Final = "sign_in"  # the scope of a challenge before it is known whose account it is
LONGEST_ANSWER: Final = 8_000
LONGEST_NAME: Final = 80
_NAME: Final = "Ingången"
_LOOPBACK: Final = frozenset({"127.0.0.1", "::1", "localhost"})
_USUAL_PORTS: Final = {"http": 80, "https": 443}
_LONGEST_CREDENTIAL: Final = 1023  # Web Authentication, section 4
_Given = TypeVar("_Given")


@dataclass(frozen=True, slots=True)
class Held:
    """One passkey of an account, for who looks after her own."""

    id: str
    name: str
    added_at: int
    last_used_at: int | None


class Used(NamedTuple):
    """The passkey that proved somebody, as it was then."""

    id: str
    seal: bytes


@dataclass(frozen=True, slots=True)
class Place:
    """What browsers bind a passkey to: the host's name, and the whole origin of the page."""

    host: str
    origin: str


@dataclass(frozen=True, slots=True)
class _Answer:
    credential: Any = field(repr=False)
    raw_id: bytes
    challenge: bytes = field(repr=False)


def place_of(settings: Settings) -> Place:
    """Read the place from the address that people type. A demo on this machine is `localhost`: no IP has passkeys."""
    address = urlsplit(settings.base_url)
    host = "localhost" if address.hostname in _LOOPBACK else address.hostname or ""
    port = "" if address.port in {None, _USUAL_PORTS[address.scheme]} else f":{address.port}"
    return Place(host, f"{address.scheme}://{host}{port}")  # as a browser writes it


def options_for_adding(
    ground: Ground, *, account_id: str, username: str, name: str, at: int, held: tuple[bytes, ...] = ()
) -> str:
    """Give what the browser needs to make a passkey, as JSON; `held` are those that the account has already."""
    options = generate_registration_options(
        rp_id=place_of(ground.settings).host,
        rp_name=_NAME,
        user_id=bytes.fromhex(account_id),
        user_name=username,
        user_display_name=name,
        challenge=new_challenge(ground, scope=account_id, at=at),
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED,
            require_resident_key=True,
            user_verification=UserVerificationRequirement.PREFERRED,
        ),
        exclude_credentials=[PublicKeyCredentialDescriptor(id=one) for one in held],
    )
    return options_to_json(options)


def options_for_proving(ground: Ground, *, scope: str, at: int, held: tuple[bytes, ...] = ()) -> str:
    """Give what the browser needs to prove a passkey, as JSON. Signing in names no key: that would tell who exists."""
    options = generate_authentication_options(
        rp_id=place_of(ground.settings).host,
        challenge=new_challenge(ground, scope=scope, at=at),
        allow_credentials=[PublicKeyCredentialDescriptor(id=one) for one in held],
        user_verification=UserVerificationRequirement.PREFERRED,
    )
    return options_to_json(options)


def add(tx: Connection, ground: Ground, *, account_id: str, answer: str, name: str, at: int) -> str:
    """Take a new passkey in and return its id; the account must stand. Raises Invalid (field `passkey`)."""
    read, place, verified = _read(parse_registration_credential_json, answer), place_of(ground.settings), None
    if read is not None and use_challenge(tx, ground, read.challenge, scope=account_id, at=at):
        verified = _or_none(
            lambda: verify_registration_response(
                credential=read.credential,
                expected_challenge=read.challenge,
                expected_rp_id=place.host,
                expected_origin=place.origin,
            )
        )
    if verified is None or len(verified.credential_id) > _LONGEST_CREDENTIAL or _known(tx, verified.credential_id):
        raise Invalid({"passkey": ["Passkeyn kunde inte läggas till. Ladda om sidan och försök igen."]})
    added = new_id(ground.random)
    row = {
        "id": added,
        "account_id": account_id,
        "credential": verified.credential_id,
        "public_key": verified.credential_public_key,
        "signatures": verified.sign_count,
        "name": name.strip()[:LONGEST_NAME] or "Passkey",
        "added_at": at,
    }
    seal = row_seals.seal_of(ground, "passkey", row)
    tx.execute(insert(passkey), {**row, "seal": seal})
    row_marks.written(tx, passkey.name, added, seal=seal)
    return added


def proves(tx: Connection, ground: Ground, *, account_id: str | None, scope: str, answer: str, at: int) -> Used | None:
    """Give the passkey of the account that the browser's answer proves, now and for the first time.

    Whose it is makes no difference to the statements that are run.
    """
    read, place = _read(parse_authentication_credential_json, answer), place_of(ground.settings)
    if read is None:
        return None
    served = use_challenge(tx, ground, read.challenge, scope=scope, at=at)
    row = tx.execute(_OF_ACCOUNT, {"credential": read.raw_id, "account": account_id}).first()
    if not served or row is None or not row_seals.is_asked_for(row.account_id, account_id):
        return None
    if not row_seals.stands(ground, "passkey", row):
        return None
    verified = _or_none(
        lambda: verify_authentication_response(
            credential=read.credential,
            expected_challenge=read.challenge,
            expected_rp_id=place.host,
            expected_origin=place.origin,
            credential_public_key=row.public_key,
            credential_current_sign_count=row.signatures,
        )
    )
    if verified is None:
        return None
    tx.execute(_USED, {"passkey": row.id, "signatures": verified.new_sign_count, "now": at})
    if scope == SIGNING_IN:  # which leaves its entry in this transaction, as no other proof does
        row_marks.rests_on(tx, passkey.name, row.id, seal=row.seal)
    return Used(row.id, row.seal)


def hold(tx: Connection, used: Used) -> bool:
    """Let nobody take the passkey away until this has committed; its entry tells of it. False: it is gone."""
    if tx.execute(_STANDS, {"passkey": used.id}).scalar_one_or_none() != used.seal:
        return False
    row_marks.rests_on(tx, passkey.name, used.id, seal=used.seal)
    return True


def held_by(tx: Connection, *, account_id: str) -> tuple[Held, ...]:
    return tuple(Held(*row) for row in tx.execute(_HELD, {"account": account_id}))


def credentials_of(tx: Connection, *, account_id: str) -> tuple[bytes, ...]:
    return tuple(tx.execute(_CREDENTIALS, {"account": account_id}).scalars())


def remove(tx: Connection, *, account_id: str, passkey_id: str) -> bool:
    """Take a passkey of the account away; False: it has no such one."""
    return _remove(tx, passkey.c.id == passkey_id, passkey.c.account_id == account_id)


def remove_all(tx: Connection, *, account_id: str) -> None:
    _remove(tx, passkey.c.account_id == account_id)


def _remove(tx: Connection, *which: ColumnElement[bool]) -> bool:
    removed = tx.execute(delete(passkey).where(*which).returning(passkey.c.id, passkey.c.seal)).all()
    for one in removed:
        row_marks.ended(tx, passkey.name, one.id, was=one.seal)
    return bool(removed)


def _read(parse: Callable[[str], Any], answer: str) -> _Answer | None:
    def read() -> _Answer:
        credential = parse(answer[:LONGEST_ANSWER])
        told = parse_client_data_json(credential.response.client_data_json)
        return _Answer(credential, credential.raw_id, told.challenge)

    return _or_none(read)


def _or_none(ask: Callable[[], _Given]) -> _Given | None:
    """Ask the library, and give nothing for what it cannot read: it has no one error for all that can be sent."""
    try:
        return ask()
    except Exception:  # noqa: BLE001 - as said; no statement is run inside
        return None


def _known(tx: Connection, credential: bytes) -> bool:
    return tx.execute(select(passkey.c.id).where(passkey.c.credential == credential)).first() is not None


# Held, so that of two proofs at once the later one is compared with the counter of the other: one may be a copy's.
_OF_ACCOUNT: Final = lock_update(
    select(passkey).where(passkey.c.credential == bindparam("credential"), passkey.c.account_id == bindparam("account"))
)
_STANDS: Final = lock_share(select(passkey.c.seal).where(passkey.c.id == bindparam("passkey")), passkey)
_USED: Final = (
    update(passkey)
    .values(signatures=bindparam("signatures"), last_used_at=bindparam("now"))
    .where(passkey.c.id == bindparam("passkey"))
)
_HELD: Final = (
    select(passkey.c.id, passkey.c.name, passkey.c.added_at, passkey.c.last_used_at)
    .where(passkey.c.account_id == bindparam("account"))
    .order_by(passkey.c.added_at)
)
_CREDENTIALS: Final = select(passkey.c.credential).where(passkey.c.account_id == bindparam("account"))
