"""Tells the story in its order: every scene at its time, until the day of the loading is reached."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Final

from flask import Flask

from hub.access_log.sealer import seal_pending
from hub.cli.story import meetings, sittings
from hub.cli.story.acting import Player, Stage
from hub.cli.story.calendar import Calendar
from hub.cli.story.cast import Cast, data_text, read_cast
from hub.cli.story.company import Company
from hub.collisions.checking import run_checks
from hub.signin.acts import OPERATOR
from hub.signin.inviting import Invitation, import_officers
from hub.store.clock import SetClock
from hub.store.ground import Ground

FIRST_DAY: Final = 60  # days before the loading
LEFT: Final = 10  # O14 is gone since then
_CHECKS: Final = (45, 30, 15, 1)
_SAID_FIRST: Final = ("Svenska som andraspråk", "Jag orkar inte hela veckan. Kan jag läsa på halvtid?")
_ANSWERED: Final = "Schemat gäller till och med december. Vi går igenom det tillsammans på nästa möte."
_SAID_THEN: Final = ("Praktik i skolkök", "Jag slutar klockan tre på torsdagar, inte fyra.")

Progress = Callable[[int, int], None]
"""Told how many scenes are done, of how many."""


@dataclass(frozen=True, slots=True)
class Scene:
    """Something that happens at an instant (µs); `lead` is who is signed out after it, unless the next is hers too."""

    at: int
    lead: str
    play: Callable[[], None]


def tell(app: Flask, ground: Ground, clock: SetClock, *, at: int, progress: Progress) -> Company:
    """Tell it into an empty installation, up to `at` (µs). Raises StoryBroken when the hub does not do its part."""
    calendar = Calendar.of(at)
    clock.at = calendar.instant(FIRST_DAY, "07:30")
    cast = read_cast()
    invited = import_officers(ground, calendar.fill(data_text("officers.csv"), {}).encode(), by=OPERATOR)
    company = Company(ground, Stage(app, clock), calendar, cast, _staff(cast, invited))
    scenes = sorted(_scenes(company), key=lambda scene: scene.at)
    for done, scene in enumerate(scenes, 1):
        company.stage.wait_until(scene.at)
        scene.play()
        following = scenes[done].lead if done < len(scenes) else ""
        if scene.lead and scene.lead != following:
            company.stage.sign_out(company.staff[scene.lead])
        seal_pending(ground)
        progress(done, len(scenes))
    return company


def _staff(cast: Cast, invited: tuple[Invitation, ...]) -> Mapping[str, Player]:
    accounts = {invitation.username: invitation for invitation in invited}
    return {
        key: Player(key, officer.email, accounts[officer.email].password, accounts[officer.email].totp_secret)
        for key, officer in cast.officers.items()
    }


def _scenes(company: Company) -> Iterator[Scene]:
    """Give all scenes; of those at the same instant, the first given is the first played."""
    office, exact = company.calendar.office_instant, company.calendar.instant
    for person in company.cast.participants.values():
        yield Scene(office(person.met, "09:00"), person.coach, partial(meetings.meet, company, person))
        if person.again is not None:
            yield Scene(office(person.again, "09:00"), person.coach, partial(meetings.meet_again, company, person))
        if person.withdrawn is not None:
            yield Scene(exact(person.withdrawn, "14:06"), "", partial(meetings.take_back, company, person))
    for key, days in company.cast.sittings.items():
        for day in days:
            yield Scene(office(day, "13:00"), key, partial(sittings.sit, company, key, day))
    for day in _CHECKS:
        yield Scene(exact(day, "05:00"), "", partial(_check, company))
    yield from _incidents(company)


def _incidents(company: Company) -> Iterator[Scene]:
    """What does not belong to the ordinary weeks."""
    office, exact = company.calendar.office_instant, company.calendar.instant
    yield Scene(office(51, "12:55"), "", partial(sittings.mistype, company, "O04"))
    yield Scene(exact(LEFT, "07:30"), "", partial(_leave, company))
    yield Scene(exact(9, "21:40"), "O08", partial(sittings.snoop, company, "O08"))
    yield Scene(office(6, "10:00"), "O09", partial(sittings.be_refused, company, "O09", "P09"))
    yield Scene(office(6, "13:30"), "O10", partial(sittings.mend_collisions, company, "O10", "P01"))
    yield Scene(office(5, "15:00"), "D4", partial(sittings.review, company, "D4"))
    yield Scene(exact(13, "18:10"), "", partial(meetings.say_wrong, company, "P01", *_SAID_FIRST))
    yield Scene(office(9, "09:30"), "O08", partial(sittings.answer_reports, company, "O08", "P01", _ANSWERED))
    yield Scene(exact(3, "20:05"), "", partial(meetings.say_wrong, company, "P01", *_SAID_THEN))
    yield Scene(exact(2, "19:20"), "", partial(meetings.look_in, company, "P01"))


def _check(company: Company) -> None:
    """The early morning's *Krockkontroll*, for those who said yes to it."""
    run_checks(company.ground)


def _leave(company: Company) -> None:
    """An officer has left: from the day before, her last one, nothing opens for her any more."""
    import_officers(company.ground, company.calendar.fill(data_text("leaving.csv"), {}).encode(), by=OPERATOR)
