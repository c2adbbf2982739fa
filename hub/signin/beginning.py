"""Begins a session once it is proven whose it is: a fresh secret, the old session ended, one entry."""

from dataclasses import dataclass, field

import orjson
from sqlalchemy import Connection

from hub.access_log import writer
from hub.signin import sessions
from hub.signin.acts import registering_unit, told
from hub.signin.current import Surface
from hub.signin.looking_up import OFFICER_LONGEST, PARTICIPANT_IDLE, session_id
from hub.signin.workplaces import Workplace
from hub.store.actor import Actor, ActorKind
from hub.store.ground import Ground
from policies.vocabulary import Action


@dataclass(frozen=True, slots=True, kw_only=True)
class Client:
    """Where an attempt comes from; `replaces` is the session that the client held so far, which ends."""

    address: str
    surface: Surface
    agent: str = ""  # what the browser or program calls itself
    known: str = field(default="", repr=False)  # what a browser shows that knows its officer
    replaces: bytes | None = field(default=None, repr=False)

    @property
    def trace(self) -> bytes:
        """Where it came from, as a log entry's sealed detail keeps it."""
        return orjson.dumps({"address": self.address, "agent": self.agent}, option=orjson.OPT_SORT_KEYS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Holder:
    """Whose account it is: an officer's or a participant's."""

    account: str
    username: str
    officer: str | None = None
    participant: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Started:
    """A new session; the secret is told here and nowhere else."""

    secret: str = field(repr=False)
    username: str
    expires_at: int  # µs; a participant's moves while she is active
    recovery_left: int | None = None  # how many recovery codes serve still, when one has just been used


def begin_session(
    tx: Connection, ground: Ground, holder: Holder, client: Client, *, place: Workplace | None, at: int
) -> Started:
    employment_id = place.employment if place else None
    secret = sessions.begin(
        tx,
        ground,
        account_id=holder.account,
        officer_id=holder.officer,
        participant_id=holder.participant,
        employment_id=employment_id,
        surface=client.surface,
        at=at,
    )
    if client.replaces is not None:  # after the new one, which holds her employment: so does who ends both
        sessions.end(tx, client.replaces, at=at)
    own = session_id(secret)
    if holder.participant is not None:
        actor = Actor(ActorKind.PARTICIPANT, holder.participant, session=own)
    else:
        unit, authority = (place.unit, place.organisation) if place else (None, None)
        actor = Actor(ActorKind.OFFICER, holder.officer, unit, employment_id, own, authority)
    units = registering_unit(tx, holder.participant) if holder.participant is not None else ()
    # A participant's address is nobody's matter: it is not kept.
    trace = client.trace if holder.participant is None else None
    writer.append(tx, ground, told(actor, act=Action.SIGN_IN, at=at, units=units), trace)
    longest = PARTICIPANT_IDLE if holder.participant is not None else OFFICER_LONGEST
    return Started(secret=secret, username=holder.username, expires_at=at + longest)
