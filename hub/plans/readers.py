"""Who will read what is written: told only to who may write for that unit, and to her of what she writes herself."""

from collections.abc import Mapping

from flask_babel import gettext as _
from sqlalchemy import Connection, select

from hub.grants.tables import consent, consent_line, consent_person, governing
from hub.officers.tables import employment, officer
from hub.officers.working import not_ended
from hub.organisations.tables import unit
from hub.store.alphabet import in_swedish
from policies.vocabulary import Kind

_replaced, _her_job = consent_person.alias("replaced"), employment.alias("her_job")


def readers_of(tx: Connection, *, case_id: str, source: str, at: int) -> Mapping[str, tuple[str, ...]]:
    """Give the names of those with a line, by category, who still work there; the participant reads all besides.

    A line that the unit has declined counts: what is saved is accepted by that, and then it is read.
    A substitute is marked: she reads only while somebody is away, and never once that one has left or was taken back.
    """
    statement = (
        select(consent_line.c.category, officer.c.name, unit.c.name.label("unit"), consent_person.c.stands_in_for)
        .join(consent_person, consent_person.c.id == consent_line.c.person_id)
        .join(governing, governing.c.consent_id == consent_line.c.consent_id)
        .join(consent, consent.c.id == governing.c.consent_id)
        .join(officer, officer.c.id == consent_line.c.officer_id)
        .join(unit, unit.c.id == consent_line.c.unit_id)
        .join(employment, employment.c.id == consent_person.c.employment_id)
        .outerjoin(_replaced, _replaced.c.id == consent_person.c.stands_in_for)
        .outerjoin(_her_job, _her_job.c.id == _replaced.c.employment_id)
        .where(
            _replaced.c.withdrawn_at.is_(None),
            not_ended(at, _her_job),
            governing.c.case_id == case_id,
            governing.c.kind == Kind.COOPERATION.value,
            consent_line.c.source == source,
            consent_line.c.withdrawn_at.is_(None),
            consent.c.withdrawn_at.is_(None),
            consent.c.valid_to > at,
            not_ended(at),
        )
        .order_by(consent_line.c.category, officer.c.id)
    )
    found: dict[str, tuple[str, ...]] = {}
    for row in sorted(tx.execute(statement), key=lambda row: in_swedish(row.name)):
        where = f"{row.unit}{_(', ')}{_('ersättare')}" if row.stands_in_for else row.unit
        found[row.category] = (*found.get(row.category, ()), f"{row.name} ({where})")
    return found
