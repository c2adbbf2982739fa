"""What has been taken back, as its receipts tell it: when, how much, and who was told of it instead of the hub."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import Connection, func, select

from hub.grants.tables import consent_person, consent_row, proposed_officer, withdrawal
from hub.officers.tables import officer


@dataclass(frozen=True, slots=True)
class TakenBack:
    """One withdrawal; `person` is the name, also of who is only proposed, or `category` the code, if not the whole."""

    receipt: str
    consent: str
    at: int
    scope: str
    person: str | None
    category: str | None
    channel: str
    registered_by: str | None
    registered_title: str | None


def taken_back(tx: Connection, consent_ids: Iterable[str]) -> tuple[TakenBack, ...]:
    """Give the withdrawals of some consents, the newest first."""
    named, told = officer.alias("named"), officer.alias("told")
    statement = (
        select(
            withdrawal.c.id,
            withdrawal.c.consent_id,
            withdrawal.c.at,
            withdrawal.c.scope,
            withdrawal.c.target,
            withdrawal.c.channel,
            func.coalesce(named.c.name, proposed_officer.c.name).label("person"),
            consent_row.c.category.label("row_category"),
            told.c.name.label("told_name"),
            told.c.title.label("told_title"),
        )
        .select_from(withdrawal)
        .outerjoin(consent_person, consent_person.c.id == withdrawal.c.target)
        .outerjoin(named, named.c.id == consent_person.c.officer_id)
        .outerjoin(proposed_officer, proposed_officer.c.id == consent_person.c.proposal_id)
        .outerjoin(consent_row, consent_row.c.id == withdrawal.c.target)
        .outerjoin(told, told.c.id == withdrawal.c.registered_by)
        .where(withdrawal.c.consent_id.in_(sorted(set(consent_ids))))
        .order_by(withdrawal.c.at.desc(), withdrawal.c.id)
    )
    return tuple(
        TakenBack(
            receipt=row.id,
            consent=row.consent_id,
            at=row.at,
            scope=row.scope,
            person=row.person,
            category=row.target if row.scope == "category" else row.row_category,
            channel=row.channel,
            registered_by=row.told_name,
            registered_title=row.told_title,
        )
        for row in tx.execute(statement)
    )
