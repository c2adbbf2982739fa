"""`hub init`: keys, secrets, empty databases brought to their form, and the first administrator's invitation."""

from pathlib import Path
from typing import Final

import click
from sqlalchemy import Connection, bindparam, inspect, select

from hub.access_log import reader
from hub.cli.migrating import Line, refuse_old_form, upgrade
from hub.cli.preparing import acting, prepare, refuse_lost_key_store, writing
from hub.officers import job_seals
from hub.officers.employing import add_officer, rename
from hub.officers.reading import EMAIL
from hub.officers.roles import Role
from hub.officers.tables import employment, officer
from hub.officers.working import employed_at
from hub.organisations import place_seals
from hub.organisations.adding import add_organisation, add_unit
from hub.organisations.kinds import AuthorityKind
from hub.organisations.tables import organisation, unit
from hub.signin.acts import OPERATOR
from hub.signin.calling import Called, Purpose, call
from hub.signin.tables import account
from hub.staffing.recording import of_officer, record_as
from hub.store.addresses import read_address
from hub.store.engine import Store
from hub.store.errors import StoreRefused
from hub.store.ground import Ground
from hub.web.settings import DEMO, Mode, Settings, read_settings
from policies.vocabulary import Function

_ORGANISATION: Final = "Ingången"  # one that never reads
_UNIT: Final = "Drift"
_COME_ALREADY: Final = (
    "nothing to do: there is an administrator; `hub init --administrator E-MAIL --locked-out` helps one who cannot get "
    "in"
)
_NO_ADDRESS: Final = (
    "HUB_BASE_URL is missing, or does not begin with https://, so this link leads to this machine alone. "
    "Put the address that people will type, such as https://ingangen.example.se, in the place of its beginning"
)


def _email(_: click.Context, __: click.Parameter, given: str | None) -> str | None:
    if given is not None and not EMAIL.fullmatch(given.strip().casefold()):
        raise click.BadParameter("write an e-mail address")
    return given.strip().casefold() if given else None


@click.command(short_help="Make keys, databases and the first account.")
@click.option(
    "--administrator",
    metavar="E-MAIL",
    callback=_email,
    help="Sign-in name of the first administrator (default: administrator@INSTALLATION.invalid).",
)
@click.option("--name", default="Administratör", show_default=True, help="The first administrator's name.")
@click.option("--locked-out", is_flag=True, help="Give an administrator who has lost her ways in a new link.")
def init(administrator: str | None, name: str, *, locked_out: bool) -> None:
    """Make the folder for state, fresh master keys, the forms' secret, both databases and the first account.

    What exists already is left as it is; an older database is brought on by `hub migrate`.
    Copy the key file to a safe place apart from the databases before real data comes: without it,
    nothing that is stored can be opened again.

    The first account is an administrator's, who can read nothing about any participant. This prints her
    invitation: a link that serves once, within 24 hours, in which she chooses a password and couples her
    phone. Until an administrator has come, the command makes a new one each time. She adds the units and
    invites each unit's access manager, who invites the officers.
    """
    settings = read_settings(Mode.TOOL)
    _refuse_lost_keys(settings)
    prepare(settings, click.echo)
    with writing(settings):
        _bring_to_form(settings)
        with acting(settings) as ground:
            called = _call(ground, administrator, name, locked_out=locked_out)
    if called is None:
        click.echo(_COME_ALREADY)
    else:
        click.echo(f"The administrator's invitation; it serves once, within 24 hours:\n{called.url}")
        if settings.installation != DEMO and not settings.base_url.startswith("https://"):
            click.echo(_NO_ADDRESS, err=True)


def _refuse_lost_keys(settings: Settings) -> None:
    """Fresh keys would open nothing of what is sealed, and look as if they had mended the loss."""
    if settings.key_file.exists():
        return
    if settings.uses_sqlite and not Path(read_address(settings.database_url).database or "").exists():
        return
    store = Store(settings.database_url)
    try:
        with store.read() as tx:
            sealed = inspect(tx).has_table("log_checkpoint") and reader.latest_checkpoint(tx) is not None
    finally:
        store.close()
    if sealed:
        raise StoreRefused(f"{settings.key_file} is missing, and the databases need it; put its safe copy back")


def _bring_to_form(settings: Settings) -> None:
    """Bring empty databases to their form. Raises StoreRefused for one that stands in another."""
    refuse_lost_key_store(settings)
    lines: tuple[tuple[Line, str], ...] = (("keys", settings.keys_url), ("case", settings.database_url))
    for line, url in lines:
        _bring(Store(url), line)


def _bring(store: Store, line: Line) -> None:
    try:
        store.check()
        with store.read() as connection:
            empty = not inspect(connection).get_table_names()
        for change in upgrade(store, line) if empty else ():
            click.echo(f"{line} database: {change}")
        refuse_old_form(store, line)
    finally:
        store.close()


def _call(ground: Ground, given: str | None, name: str, *, locked_out: bool) -> Called | None:
    """Make a link while no administrator has an account; afterwards only for one who is locked out."""
    email = given or f"administrator@{ground.installation}.invalid"
    with ground.store.write() as tx:
        at = ground.clock.now(tx)
        if not locked_out:
            if tx.execute(_COME).first() is not None:
                return None
            place = _place(tx, ground, email, name, corrects=given is not None, at=at)
            return _make(tx, ground, *place, Purpose.FIRST, reason="administrator_invited", at=at)
        held = tx.execute(_HELD, {"email": email, "now": at}).first()
        if held is None:
            raise click.ClickException(f"no administrator works here under {email}; give --administrator E-MAIL")
        if not job_seals.are_genuine(ground, held):
            raise click.ClickException(f"{email} is no administrator by the hub's own word; see `hub log verify`")
        return _make(tx, ground, held.id, held.unit_id, Purpose.ANEW, reason="administrator_invited_again", at=at)


def _place(tx: Connection, ground: Ground, email: str, name: str, *, corrects: bool, at: int) -> tuple[str, str]:
    """Give the first administrator's id and unit's, made the first time; a new e-mail corrects the one before."""
    place = tx.execute(_DRIFT).first()
    if place is None:
        belongs_to = add_organisation(tx, ground, name=_ORGANISATION, kind=AuthorityKind.OTHER, at=at)
        unit_id = add_unit(tx, ground, organisation_id=belongs_to, name=_UNIT, at=at)
    elif place_seals.are_genuine(ground, place):
        unit_id = place.place_id
    else:
        raise click.ClickException(f"{_ORGANISATION}, {_UNIT} is no unit by the hub's own word; see `hub log verify`")
    known = tx.execute(select(officer.c.id).where(officer.c.role == Role.ADMINISTRATOR.value)).scalar()
    if known is not None and corrects:
        rename(tx, ground, officer_id=known, name=name, email=email)
    if known is not None:
        return known, unit_id
    added = add_officer(tx, ground, name=name, title="administratör", email=email, role=Role.ADMINISTRATOR)
    return added, unit_id


def _make(
    tx: Connection, ground: Ground, officer_id: str, unit_id: str, purpose: Purpose, *, reason: str, at: int
) -> Called:
    record_as(tx, ground, OPERATOR, of_officer(officer_id), reason=reason, unit=unit_id)
    return call(
        tx,
        ground,
        officer_id=officer_id,
        unit_id=unit_id,
        function=Function.NONE,
        purpose=purpose,
        invited_by=None,
        at=at,
    )


_DRIFT: Final = (
    select(*place_seals.COLUMNS)
    .join(organisation, organisation.c.id == unit.c.organisation_id)
    .where(organisation.c.name == _ORGANISATION, unit.c.name == _UNIT)
)
_COME: Final = (
    select(account.c.id)
    .join(officer, officer.c.id == account.c.officer_id)
    .where(officer.c.role == Role.ADMINISTRATOR.value)
    .limit(1)
)
_HELD: Final = (
    select(officer.c.id, employment.c.unit_id, *job_seals.COLUMNS, *job_seals.HERSELF)
    .join(employment, employment.c.officer_id == officer.c.id)
    .where(
        officer.c.email == bindparam("email"),
        officer.c.role == Role.ADMINISTRATOR.value,
        employed_at(bindparam("now")),
    )
)
