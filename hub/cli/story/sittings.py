"""What officers do at their desks: take on what waits, write what they plan, open cases; some do what they may not."""

from typing import Final

from hub.cli.story.acting import Player
from hub.cli.story.cast import data_text
from hub.cli.story.company import Company
from hub.cli.story.planning import write_plan
from hub.store.clock import SECOND

_ACTIVE: Final = "active"
_IN_A_HURRY: Final = 9 * SECOND


def sit(company: Company, key: str, day: int) -> None:
    """An officer's sitting."""
    officer = company.staff[key]
    accept_waiting(company, officer)
    for person in company.cast.participants.values():
        pair = (key, company.cases.get(person.key, ""))
        for plan in person.plans:
            if plan["by"] == key and pair in company.taken_on and pair not in company.planned:
                write_plan(company, officer, person.key, plan)
                company.planned.add(pair)
    if company.cast.imports.get(key) == day:
        company.stage.upload(officer, "/imports/plans", _file_of(company, key))
    read_own(company, officer)


def accept_waiting(company: Company, officer: Player) -> None:
    """Take on every case that waits, and accept all that the own unit is asked to give."""
    for waits in company.stage.ask(officer, "GET", "/acceptances")["items"]:
        answer = {"take_on": True, "rows": {row["id"]: True for row in waits["rows"]}}
        company.stage.ask(officer, "POST", f"/consents/{waits['consent']}/acceptances", answer)
        company.taken_on.add((officer.key, waits["case"]))


def read_own(company: Company, officer: Player) -> None:
    for case in company.stage.ask(officer, "GET", "/cases")["items"]:
        if case["state"] == _ACTIVE:
            company.stage.ask(officer, "GET", f"/cases/{case['id']}")


def answer_reports(company: Company, key: str, case: str, text: str) -> None:
    """An officer answers what a participant has said is wrong in what the officer's unit has written."""
    officer = company.staff[key]
    for one in company.stage.ask(officer, "GET", f"/cases/{company.cases[case]}/reports")["items"]:
        if one["answer"] is None:
            answer = {"outcome": "stands", "text": text}
            company.stage.ask(officer, "PATCH", f"/reports/{one['id']}", answer)


def mend_collisions(company: Company, key: str, case: str) -> None:
    """A coach takes the first two collisions of a case in hand."""
    coach, address = company.staff[key], f"/cases/{company.cases[case]}"
    found = company.stage.ask(coach, "GET", address)["collisions"]
    for collision, state in zip(found, ("owned", "proposed"), strict=False):
        company.stage.ask(coach, "PATCH", f"{address}/collisions/{collision['key']}", {"state": state, "version": 0})


def snoop(company: Company, key: str) -> None:
    """Late in the evening somebody opens fourteen cases in a few minutes, most of them not hers."""
    officer = company.staff[key]
    company.stage.sign_in(officer)
    mine = {case["id"] for case in company.stage.ask(officer, "GET", "/cases")["items"]}
    for case in company.cases.values():
        company.stage.wait(_IN_A_HURRY)
        company.stage.ask(officer, "GET", f"/cases/{case}", expect=None if case in mine else 404)


def be_refused(company: Company, key: str, case: str) -> None:
    """An officer who is not named tries a case."""
    company.stage.ask(company.staff[key], "GET", f"/cases/{company.cases[case]}", expect=404)


def mistype(company: Company, key: str) -> None:
    """Somebody types a wrong password."""
    company.stage.sign_in(company.staff[key], password="fel-igen", expect=401)  # noqa: S106 - it is wrong


def review(company: Company, key: str) -> None:
    """A data protection officer goes through the log's newest page, and asks for the proof of one entry."""
    reviewer = company.staff[key]
    page = company.stage.ask(reviewer, "GET", "/log/entries")["items"]
    company.stage.ask(reviewer, "GET", f"/log/entries/{page[-1]['id']}/proof")
    company.stage.ask(reviewer, "GET", "/log/checkpoint")


def _file_of(company: Company, key: str) -> str:
    text = data_text(f"imported_{key}.csv")
    numbers = {case["id"]: case["number"] for case in company.stage.ask(company.staff[key], "GET", "/cases")["items"]}
    known = {person: numbers[case] for person, case in company.cases.items() if case in numbers}
    return company.calendar.fill(text, known)
