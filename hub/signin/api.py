"""Sessions as JSON: signing in for everybody, signing out and "who am I" for who is signed in."""

from dataclasses import asdict
from typing import Any

from flask_smorest import Blueprint

from hub.signin.current import Surface, signed_in
from hub.signin.me import me
from hub.signin.put_back import may_be_lost
from hub.signin.requests import client
from hub.signin.schemas import MeSchema, NewSessionSchema, SessionSchema, StepUpSchema
from hub.signin.second_factor import Shown
from hub.signin.signing_in import ChooseUnit, Credentials, sign_in
from hub.signin.signing_out import sign_out
from hub.signin.starting import start
from hub.signin.stepping_up import step_up
from hub.store.errors import Invalid
from hub.store.ground import ground

api_open = Blueprint("sessions", __name__, description="Signing in.")
api = Blueprint("session", __name__, description="The session at hand.")
staff_api = Blueprint("staff_session", __name__, description="What staff prove during a session.")


@api_open.post("/sessions")
@api_open.arguments(NewSessionSchema)
@api_open.response(201, SessionSchema)
def post_session(body: dict[str, str]) -> dict[str, Any]:
    """Sign in."""
    if "link" in body:
        started = start(ground(), link_secret=body["link"], code=body["code"], client=client(Surface.API))
    else:
        try:
            started = sign_in(ground(), Credentials(**body), client(Surface.API))
        except ChooseUnit as several:
            told = [f"Ange enheten: {place.unit} är {place.unit_name}." for place in several.units]
            raise Invalid({"unit": told}) from None
    return {
        "token": started.secret,
        "expires_at": started.expires_at,
        "username": started.username,
        "recovery_codes_left": started.recovery_left,
    }


@staff_api.post("/sessions/current/step-up")
@staff_api.arguments(StepUpSchema)
@staff_api.response(204)
def post_step_up(body: dict[str, str]) -> None:
    """Prove anew who asks; the same token is stepped up for five minutes."""
    step_up(ground(), signed_in(), Shown(**body), client(Surface.API))


@api.delete("/sessions/current")
@api.response(204)
def delete_session() -> None:
    """Sign out."""
    with ground().store.write() as tx:
        sign_out(tx, ground(), signed_in())


@api.delete("/sessions")
@api.response(204)
def delete_sessions() -> None:
    """Sign out everywhere: every session of the account ends, this one too."""
    with ground().store.write() as tx:
        sign_out(tx, ground(), signed_in(), everywhere=True)


@api.get("/me")
@api.response(200, MeSchema)
def get_me() -> dict[str, Any]:
    """Tell who is signed in."""
    with ground().store.read() as tx:
        who = me(tx, signed_in())
    return {**asdict(who), "may_be_lost": may_be_lost(ground())}
