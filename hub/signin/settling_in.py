"""What comes of an invitation once it is used: account, codes, employment, their entries, and a session."""

from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy import Connection, Row

from hub.access_log import writer
from hub.access_log.entry import Record
from hub.officers.employing import employ
from hub.officers.telling_rows import tell_rows
from hub.signin import account_seals, passkeys, recovering, sessions
from hub.signin.acts import named, told
from hub.signin.beginning import Client, Holder, Started, begin_session
from hub.signin.calling import Purpose, check_number
from hub.signin.living_invitations import username_of
from hub.signin.second_factor import Shown
from hub.signin.tables import invitation
from hub.signin.workplaces import workplaces
from hub.store.actor import Actor, ActorKind
from hub.store.ground import Ground
from policies.vocabulary import Action, Function


@dataclass(frozen=True, slots=True, kw_only=True)
class Enrolled:
    """She can sign in; the codes are told here and nowhere else. `check` is for who has yet to be confirmed."""

    username: str
    recovery_codes: tuple[str, ...] = field(repr=False)
    check: str | None
    started: Started | None


def settle(
    tx: Connection,
    ground: Ground,
    row: Row[*tuple[Any, ...]],
    shown: Shown,
    client: Client,
    *,
    step: int,
    at: int,
) -> Enrolled:
    """Give her what she was invited to, in the transaction that used the link up; `step` is of the code she showed."""
    username = username_of(row)
    _open_account(tx, ground, row, shown, step=step, at=at)
    if shown.passkey:
        passkeys.add(tx, ground, account_id=row.account_id, answer=shown.passkey, name="", at=at)
    recovery = recovering.make_codes(tx, ground, account_id=row.account_id, at=at)
    purpose = Purpose(row.purpose)
    if purpose is Purpose.FIRST:
        _employ(tx, ground, row, at=at)
    _log(tx, ground, row, shown, recovery)
    # Only whose link serves at once: else she signs in herself, with the password that she alone knows.
    at_once = purpose in {Purpose.FIRST, Purpose.ANEW}
    places = workplaces(tx, ground, row.officer_id, at=at) if at_once else ()
    started = None
    if len(places) == 1:
        holder = Holder(account=row.account_id, username=username, officer=row.officer_id)
        started = begin_session(tx, ground, holder, client, place=places[0], at=at)
    check = check_number(row.id) if purpose is Purpose.COLLEAGUE else None
    return Enrolled(username=username, recovery_codes=recovery, check=check, started=started)


def _open_account(
    tx: Connection, ground: Ground, row: Row[*tuple[Any, ...]], shown: Shown, *, step: int, at: int
) -> None:
    """Make the account, or give the one that stands new secrets: then all its sessions and passkeys end."""
    new = {
        "password_hash": row.password_hash,
        "totp_sealed": None if shown.passkey else row.totp_sealed,
        "totp_last_step": step,
    }
    if row.purpose in {Purpose.COLLEAGUE.value, Purpose.FIRST.value}:
        new["code_set_at"] = at  # what she worked as before is not opened by it: see hub.signin.workplaces
    if row.username is None:
        told_apart = {"id": row.account_id, "username": row.email, "officer_id": row.officer_id}
        account_seals.add(tx, ground, {**told_apart, **new})
        return
    account_seals.change(tx, ground, row.account_id, new)
    sessions.end_all(tx, account_id=row.account_id, at=at)
    passkeys.remove_all(tx, account_id=row.account_id)


def _employ(tx: Connection, ground: Ground, row: Row[*tuple[Any, ...]], *, at: int) -> None:
    function = Function(row.function)
    employed = employ(tx, ground, officer_id=row.officer_id, unit_id=row.unit_id, function=function, begins=at)
    herself = Actor(ActorKind.OFFICER, row.officer_id, row.unit_id, employed)
    record = Record("employment", employed, 1, None)
    begun = told(herself, act=Action.OFFICER_CHANGE, at=at, reason="employed", written=(record,))
    writer.append(tx, ground, begun)


def _log(tx: Connection, ground: Ground, row: Row[*tuple[Any, ...]], shown: Shown, recovery: tuple[str, ...]) -> None:
    at = ground.clock.now(tx)  # by now whoever it waited for has told of her account
    reason = "enrolled_passkey" if shown.passkey else "enrolled_app"
    herself = Actor(ActorKind.OFFICER, row.officer_id, row.unit_id)
    made = recovering.named(ground, row.account_id, *recovery)
    enrolled = told(herself, act=Action.FACTOR, at=at, reason=reason, written=made)
    by = named(ground, invitation.name, row.id)
    writer.append(tx, ground, replace(enrolled, rec=(*enrolled.rec, by)))
    tell_rows(tx, ground, herself, at=at)  # what one entry had no room for
