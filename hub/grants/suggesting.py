"""Gives the team that a coach named last: a suggestion to begin a draft with, never anybody's answer."""

from sqlalchemy import Connection, select

from hub.grants.tables import consent, consent_person
from hub.grants.versions import Version, load_version
from hub.officers.tables import employment
from hub.officers.working import employed_at
from policies.vocabulary import Kind


def last_draft(tx: Connection, *, officer: str, at: int) -> Version | None:
    """Give the newest version that this coach drafted and that still names somebody who works where she did."""
    names_somebody = (
        select(consent_person.c.id)
        .join(employment, employment.c.id == consent_person.c.employment_id)
        .where(
            consent_person.c.consent_id == consent.c.id,
            employed_at(at),
        )
        .exists()
    )
    newest = (
        select(consent.c.id)
        .where(consent.c.drafted_by == officer, consent.c.kind == Kind.COOPERATION.value, names_somebody)
        .order_by(consent.c.drafted_at.desc(), consent.c.id.desc())
        .limit(1)
    )
    found = tx.execute(newest).scalar_one_or_none()
    return load_version(tx, found) if found is not None else None
