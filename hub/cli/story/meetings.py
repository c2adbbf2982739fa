"""What happens in the coach's room: a participant is registered, chooses her code, reads, answers and signs."""

from collections.abc import Iterator, Sequence
from typing import Any, Final

from hub.cli.story.acting import Player
from hub.cli.story.cast import Gives, Participant, slots_of
from hub.cli.story.company import Company
from hub.cli.story.planning import write_plan
from hub.store.clock import MINUTE
from policies.vocabulary import PARTICIPANT_SOURCE

_READING: Final = 6 * MINUTE


def meet(company: Company, person: Participant) -> None:
    """The first meeting, from registering to the coach's first lines in her plan."""
    coach = company.staff[person.coach]
    if not _register(company, coach, person) or not person.purpose:
        return
    link = company.stage.ask(coach, "POST", f"/cases/{company.cases[person.key]}/links", {})["link"]
    consent = _draft(company, coach, person, person.gives)
    shown = company.stage.ask(coach, "POST", f"/consents/{consent}/presentation", {})
    participant = company.admit(person.key, link)
    if person.declines:
        _decline(company, participant, consent)
        return
    _sign(company, participant, person, consent, shown)
    _begin_own(company, participant, person)
    _witness(company, coach, consent)
    for plan in person.plans:
        if plan["by"] == person.coach:
            write_plan(company, coach, person.key, plan)
    company.stage.sign_out(participant)


def meet_again(company: Company, person: Participant) -> None:
    """A later meeting, at which a version that names more people is signed."""
    coach, participant = company.staff[person.coach], company.participants[person.key]
    consent = _draft(company, coach, person, {**person.gives, **person.later})
    shown = company.stage.ask(coach, "POST", f"/consents/{consent}/presentation", {})
    _sign(company, participant, person, consent, shown)
    _witness(company, coach, consent)
    company.stage.sign_out(participant)


def take_back(company: Company, person: Participant) -> None:
    """An officer reads; some minutes later the participant takes everything back, and reads who has read."""
    reader = next(key for key in person.gives if key not in {PARTICIPANT_SOURCE, person.coach})
    company.stage.ask(company.staff[reader], "GET", f"/cases/{company.cases[person.key]}")
    company.stage.sign_out(company.staff[reader])
    company.stage.wait(3 * MINUTE)
    participant = company.participants[person.key]
    newest = company.stage.ask(participant, "GET", "/me/consents")["items"][0]
    company.stage.ask(participant, "POST", f"/consents/{newest['id']}/withdrawals", {"whole": True})
    company.stage.ask(participant, "GET", "/me/reads")
    company.stage.sign_out(participant)


def look_in(company: Company, key: str) -> None:
    """A participant looks at her own page and at who has read."""
    participant = company.participants[key]
    for path in ("/me/case", "/me/reads", "/me/consents"):
        company.stage.ask(participant, "GET", path)
    company.stage.sign_out(participant)


def say_wrong(company: Company, key: str, title: str, text: str) -> None:
    """A participant says that something that a unit has written is wrong."""
    participant = company.participants[key]
    plans = company.stage.ask(participant, "GET", "/me/case")["plans"]
    item = next(item["id"] for plan in plans for item in plan["items"] if item.get("title") == title)
    company.stage.ask(participant, "POST", f"/items/{item}/reports", {"text": text})
    company.stage.sign_out(participant)


def _register(company: Company, coach: Player, person: Participant) -> bool:
    told = {
        "name": person.name,
        "identity_number": person.number,
        "contact": person.contact,
        "language": person.language,
        "origin": person.origin,
    }
    if person.refused:
        company.stage.ask(coach, "POST", "/cases", told, expect=422)
        return False
    company.cases[person.key] = company.stage.ask(coach, "POST", "/cases", told)["id"]
    return True


def _draft(company: Company, coach: Player, person: Participant, gives: Gives) -> str:
    wanted = {
        "purposes": [person.purpose],
        "persons": list(_persons(company, coach, person, gives)),
        "rows": [
            {"source": company.source(coach, key), "category": category}
            for key, categories in gives.items()
            for category in categories
        ],
    }
    drafted = company.stage.ask(coach, "POST", f"/cases/{company.cases[person.key]}/consents", wanted)
    return str(drafted["id"])


def _persons(company: Company, coach: Player, person: Participant, gives: Gives) -> Iterator[Any]:
    """Give whom the draft names: officers, who stands in for one of them, and who is not in the directory yet."""
    ids = {key: one["id"] for key, one in company.directory(coach).items()}
    yield from (ids[key] for key in gives if key != PARTICIPANT_SOURCE)
    for key, substitute in person.substitutes.items():
        yield {"officer": ids[substitute], "stands_in_for": ids[key]}
    if person.missing:
        said = {name: text for name, text in person.missing.items() if name != "at"}
        yield {"missing": {**said, "unit": company.source(coach, person.missing["at"])}}


def _sign(company: Company, participant: Player, person: Participant, consent: str, shown: dict[str, Any]) -> None:
    text = company.stage.ask(participant, "GET", f"/consents/{consent}")
    company.stage.wait(_READING)
    answers = {
        "digest": shown["digest"],
        "nonce": shown["nonce"],
        "persons": {one["id"]: True for one in text["persons"]},
        "rows": {one["id"]: True for one in text["rows"]},
        "exceptions": _exceptions(company, person, text["rows"], text["persons"]),
        "covers_earlier": True,
        "collision_check": person.collision_check,
        "method": "code",
        "code": company.stage.code(participant),
    }
    if person.interpreter:
        answers["interpreter"] = person.interpreter
    company.stage.ask(participant, "POST", f"/consents/{consent}/signature", answers)


def _exceptions(
    company: Company, person: Participant, rows: Sequence[dict[str, Any]], persons: Sequence[dict[str, Any]]
) -> list[dict[str, str]]:
    coach = company.staff[person.coach]
    found = []
    for source, category, reader in person.exceptions:
        label = (company.source(coach, source), category)
        row = next(one["id"] for one in rows if (one["source"], one["category"]) == label)
        officer = company.directory(coach)[reader]["id"]
        found.append({"row": row, "person": next(one["id"] for one in persons if one["officer"] == officer)})
    return found


def _decline(company: Company, participant: Player, consent: str) -> None:
    company.stage.ask(participant, "GET", f"/consents/{consent}")
    company.stage.wait(_READING)
    company.stage.ask(participant, "POST", f"/consents/{consent}/withdrawals", {"whole": True})
    company.stage.sign_out(participant)


def _begin_own(company: Company, participant: Player, person: Participant) -> None:
    """She writes what is her own: her goal, and times that she cannot."""
    if person.goal:
        company.stage.ask(participant, "PUT", "/me/goal", {"text": person.goal})
    if person.busy:
        company.stage.ask(participant, "POST", "/me/busy", {"slots": slots_of(person.busy)})


def _witness(company: Company, coach: Player, consent: str) -> None:
    code = company.stage.code(coach)
    company.stage.ask(coach, "POST", f"/consents/{consent}/witness", {"code": code})
