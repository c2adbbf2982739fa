"""Which forms are carried over a sign-in, how their pages are called, and what of them is left behind."""

from collections.abc import Iterator, Mapping
from typing import Final

from flask import request

from hub.signin.carrying import NOT_CARRIED, Carried, seal_form
from hub.signin.ended import Ended
from hub.store.ground import ground
from hub.web.admission import is_an_address

# The forms in which somebody writes. What a press alone decides - to sign, to take back, to accept, to witness, to let
# somebody in - is not carried: it is asked again on its own page, where she reads what she says yes to.
PAGE_WORDS: Final[Mapping[str, str]] = {
    "absence_pages.set_absence": "Min frånvaro",
    "answer_pages.answer": "Svara på en synpunkt",
    "consents_drafting.save_new": "Utkast till medgivande",
    "consents_papering.enter": "Underskrift på papper",
    "organising_pages.add_unit": "Ny enhet",
    "organising_pages.first_manager": "Behörighetsansvarig",
    "own_pages.save_busy": "Tider jag inte kan",
    "own_pages.save_goal": "Mitt mål",
    "own_reach_pages.change_own": "Så når andra dig",
    "reach_pages.change_person": "Kontaktvägar",
    "registering_pages.save_case": "Nytt ärende",
    "report_pages.save": "Det här stämmer inte",
    "staffing_pages.invite": "Bjud in",
    "staffing_pages.set_away": "Frånvaro",
    "writing_pages.save_change": "Ändra i planen",
    "writing_pages.save_in_case": "Skriv i planen",
    "writing_pages.save_item": "Skriv i planen",
}
# Of these a file is part: it is not carried, and is asked for again.
BESIDE_A_FILE: Final = frozenset({"consents_papering.enter"})
# Secrets, numbers of persons, and what she answers for when she presses: that she accepts, has checked, saves anyway,
# and whom she lets in (`email`): its own page shows her again who that is.
LEFT_BEHIND: Final = frozenset(
    {
        "accept",
        "again",
        "anyway",
        "carried",
        "code",
        "csrf_token",
        "email",
        "identity_checked",
        "identity_number",
        "number",
        "old",
        "passkey",
        "password",
        "recovery",
        "step_up",
        "step_up_passkey",
    }
)
# The fields in which somebody writes words of her own; never a code, a password, a number or a name.
OWN_WORDS: Final = frozenset({"goal", "place", "present", "provider", "reason", "text", "title"})
WITHOUT_WORDS: Final = frozenset({"factor_pages.new_password"})  # here `present` is a password
# It may be left empty, and without it somebody would be registered as if she had no number: its own page asks for it
# again, since this is none.
_ASKED_ANEW: Final = "identity_number"


def carried_from(ended: Ended | None) -> str:
    """Seal the form that was sent, for who filled it in; empty when it is not known who, or it is not to be carried."""
    page = PAGE_WORDS.get(request.endpoint or "")
    # On a screen that was lent to her nothing is carried: she signs in there no more, and the coach is somebody else.
    if ended is None or ended.assisted or page is None:
        return ""
    # Nor to what is no address of ours: a browser reads a decoded `?` or `..` in another way than we have done.
    if not is_an_address(request.view_args or {}):
        return ""
    path = request.full_path.rstrip("?")
    form = Carried(path, page, tuple(_fields()), tuple(own_words()))
    return seal_form(ground(), form, account=ended.account, employment=ended.employment, at=ended.at) or ""


def fields_to_send_again() -> tuple[tuple[str, str], ...]:
    """Give what was sent in a form in which somebody writes; nothing of one that a press alone decides."""
    return tuple(_fields()) if request.endpoint in PAGE_WORDS else ()


def own_words() -> Iterator[str]:
    """Give what somebody has written in her own words in the form that was sent."""
    if request.endpoint in WITHOUT_WORDS:
        return
    for name, value in request.form.items(multi=True):
        if name.partition("-")[0] in OWN_WORDS and value.strip():
            yield value.strip()


def _fields() -> Iterator[tuple[str, str]]:
    for name, value in request.form.items(multi=True):
        if name == _ASKED_ANEW and value.strip():
            yield name, NOT_CARRIED
        elif name not in LEFT_BEHIND:
            yield name, value
