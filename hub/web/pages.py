"""What every page knows: who is signed in, which places the role has, and whether all of it is made up."""

from dataclasses import dataclass
from typing import Final

from flask import Flask, request
from flask_babel import lazy_gettext as _

from hub.officers.reaching import dialled
from hub.officers.roles import Role
from hub.signin.confirming import passkey_options
from hub.signin.current import SignedIn, whoever
from hub.signin.form_tokens import of_participant
from hub.signin.lasting import left_of
from hub.signin.put_back import may_be_lost
from hub.signin.sending_once import mark_in_form
from hub.signin.stepping_up import fresh
from hub.store.ground import ground
from hub.store.receipts import shortened
from hub.web.way_back import page_of_form


@dataclass(frozen=True, slots=True)
class Place:
    address: str
    name: object  # a text that is translated when it is shown


_SIGN_IN: Final = "/logga-in"
_FOR_PARTICIPANTS: Final = ("/hjalp/deltagare", "/start/")
_CASES: Final = Place("/arenden", _("Mina ärenden"))
_WAITING: Final = Place("/att-godta", _("Att godta"))
_AWAY: Final = Place("/min-franvaro", _("Min frånvaro"))
_LOG: Final = Place("/logg", _("Åtkomstlogg"))
_PAPERS: Final = Place("/papper", _("Papper att jämföra"))
_TAKING_BACK: Final = Place("/ta-tillbaka", _("Ta tillbaka åt deltagaren"))
_OWN: Final = Place("/inloggning", _("Min inloggning"))

# What a role meets in the menu; every address asks its own guard again.
PLACES: Final = {
    Role.COACH: (_CASES, _WAITING, _PAPERS, _AWAY, _OWN),
    Role.OFFICER: (_CASES, _WAITING, _AWAY, _OWN),
    Role.DPO: (_LOG, _TAKING_BACK, _OWN),
    Role.PARTICIPANT: (
        Place("/min-sida", _("Min vecka")),
        Place("/vem-vet-vad", _("Vem vet vad om mig")),
        Place("/vem-har-last", _("Vem har läst")),
        Place("/mina-medgivanden", _("Mina medgivanden")),
        Place("/mitt-mal", _("Mitt mål")),
        Place("/tider-jag-inte-kan", _("Tider jag inte kan")),
    ),
    Role.ACCESS_MANAGER: (
        Place("/handlaggare", _("Handläggare")),
        Place("/enhetens-ko", _("Enhetens kö")),
        Place("/att-se-over", _("Att se över")),
        _OWN,
    ),
    Role.ADMINISTRATOR: (Place("/enheter", _("Enheter")), _OWN),
    Role.PROJECT_LEADER: (_OWN,),
}
# On the coach's screen the participant meets what she may do there, and the coach's way back.
_ON_COACHS_SCREEN: Final = (
    Place("/mina-medgivanden", _("Mina medgivanden")),
    Place("/vem-har-last", _("Vem har läst")),
    Place("/skarmen/tillbaka", _("Lämna tillbaka skärmen")),
)


def _places(me: SignedIn | None) -> tuple[Place, ...]:
    if me is None or me.handed_case is not None:
        return ()
    return _ON_COACHS_SCREEN if me.assisted else PLACES[me.role]


def _to_sign_in() -> str:
    hers = request.path.startswith(_FOR_PARTICIPANTS) or of_participant()
    return f"{_SIGN_IN}?som=deltagare" if hers else _SIGN_IN


def register(app: Flask, *, demo: bool) -> None:
    app.jinja_env.globals.update(passkey_options=passkey_options, mark_in_form=mark_in_form)
    app.jinja_env.filters.update(dialled=dialled, shortened=shortened)

    @app.context_processor
    def known() -> dict[str, object]:
        me = whoever()
        places = _places(me)
        due = me is not None and not fresh(me)
        itself = request.full_path.rstrip("?")
        return {
            "me": me,
            "left": left_of(me) if me is not None else None,
            "places": places,
            "here": request.path,
            "itself": itself,
            "again": itself if request.method == "GET" or request.path == _SIGN_IN else "/",
            "demo": demo,
            "step_up_due": due,
            "to_sign_in": _to_sign_in,
            "page_of_form": page_of_form,
            "may_be_lost": lambda: may_be_lost(ground()),
        }
