"""What the log entry of a decided act says: ids, codes and hashes, taken from the facts where they tell it."""

from hashlib import sha256
from types import SimpleNamespace
from typing import Any, Final

import orjson

from hub.access_log.entry import Decision, Record
from hub.disclosure.entries import entry, facts_digest
from hub.store.actor import Actor, ActorKind
from policies.vocabulary import PARTICIPANT_SOURCE, Action, Outcome
from tests.policies.changing import replace
from tests.policies.world import AF, AT, CONSENT, FACTS, HERSELF, POLICY, REGION

GROUND: Final[Any] = SimpleNamespace(policy=POLICY)
ARVID: Final = Actor(ActorKind.OFFICER, "arvid", AF, "job-arvid", b"session", "af-org")
DANA: Final = Actor(ActorKind.PARTICIPANT, "dana", session=b"hers")


def test_facts_tell_whom_it_is_about_and_under_what() -> None:
    decided = (Decision(REGION, "C07", "permitted", "line", "line-1"),)
    told = entry(
        GROUND,
        ARVID,
        at=AT,
        action=Action.READ,
        facts=FACTS,
        case="case-1",
        purpose="follow_up",
        decisions=decided,
        count=7,
        subject="somebody else",
    )
    assert (told.ts, told.act, told.outcome) == (AT, Action.READ, Outcome.PERMITTED)
    assert (told.actor, told.actor_kind, told.emp, told.unit, told.auth) == (
        "arvid",
        "officer",
        "job-arvid",
        AF,
        "af-org",
    )
    assert (told.subj, told.case, told.consent) == ("dana", "case-1", "consent-3@3")
    assert (told.purpose, told.decisions, told.n, told.reason) == ("follow_up", decided, 7, None)
    assert (told.policy, told.facts) == (POLICY.digest, facts_digest(FACTS))
    assert (told.rec, told.units) == ((), ())


def test_what_no_facts_tell_is_given() -> None:
    written = Record("consent", "c" * 32, 1, "d" * 64)
    told = entry(
        GROUND,
        ARVID,
        Outcome.REFUSED,
        at=AT,
        action=Action.SIGN,
        subject="dana",
        consent="consent-4@4",
        reason="text_changed",
        written=[written],
        units=[REGION, AF, REGION],
    )
    assert (told.subj, told.consent, told.outcome) == ("dana", "consent-4@4", Outcome.REFUSED)
    assert (told.reason, told.rec, told.units) == ("text_changed", (written,), tuple(sorted({AF, REGION})))
    assert (told.facts, told.case, told.purpose, told.n) == (None, None, None, 0)


def test_a_consent_that_is_given_stands_before_the_governing_one() -> None:
    assert entry(GROUND, ARVID, at=AT, action=Action.DRAFT, facts=FACTS, consent="new@4").consent == "new@4"
    assert entry(GROUND, ARVID, at=AT, action=Action.DRAFT, facts=replace(FACTS, consent=None)).consent is None


def test_who_has_no_unit_concerns_every_unit_that_gives() -> None:
    told = entry(GROUND, DANA, at=AT, action=Action.WITHDRAW, facts=HERSELF, units=["extra"])
    assert told.units == tuple(sorted({"extra", *(row.source for row in CONSENT.rows if row.source != "participant")}))
    assert entry(GROUND, ARVID, at=AT, action=Action.READ, facts=FACTS).units == ()
    assert entry(GROUND, DANA, at=AT, action=Action.READ).units == ()
    assert entry(GROUND, DANA, at=AT, action=Action.READ, facts=replace(HERSELF, consent=None)).units == ()


def test_what_no_longer_gives_is_no_matter_of_its_unit() -> None:
    def told_to(at: int, **changed: object) -> tuple[str, ...]:
        facts = replace(HERSELF, consent=replace(CONSENT, **changed))
        return entry(GROUND, DANA, at=at, action=Action.WRITE, facts=facts).units

    sources = {row.source for row in CONSENT.rows} - {PARTICIPANT_SOURCE}
    left = tuple(replace(row, withdrawn_at=AT) if row.source == REGION else row for row in CONSENT.rows)
    assert told_to(CONSENT.valid_to - 1) == tuple(sorted(sources))
    assert told_to(CONSENT.valid_to) == ()
    assert told_to(AT, withdrawn_at=AT) == ()
    assert told_to(AT, rows=left) == tuple(sorted(sources - {REGION}))


def test_a_stranger_has_a_word_of_her_own() -> None:
    assert entry(GROUND, Actor(ActorKind.ANONYMOUS, None), at=AT, action=Action.SIGN_IN_FAILED).actor == "anonymous"


def test_a_session_is_told_apart_and_not_named() -> None:
    assert replace(ARVID, session=b"").session_tag is None
    assert ARVID.session_tag == sha256(b"session").hexdigest()[:16]
    assert entry(GROUND, ARVID, at=AT, action=Action.READ).sess == ARVID.session_tag


def test_the_digest_is_of_all_the_facts() -> None:
    assert facts_digest(FACTS) == sha256(orjson.dumps(FACTS, default=tuple, option=orjson.OPT_SORT_KEYS)).hexdigest()
    assert facts_digest(FACTS) != facts_digest(replace(FACTS, at=AT + 1))
