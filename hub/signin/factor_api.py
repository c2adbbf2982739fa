"""Enrolling by an invitation and looking after one's own factors, as JSON."""

from typing import Any

from flask_smorest import Blueprint

from hub.signin import changing_factors as changing
from hub.signin import passkeys
from hub.signin.current import Surface, signed_in
from hub.signin.enrolling import choose_password, count_spent, enrol, invited
from hub.signin.factor_schemas import (
    AppSchema,
    EnrolledSchema,
    EnrolmentSchema,
    FactorsSchema,
    InvitationSchema,
    InvitedSchema,
    NewAppSchema,
    NewPasskeySchema,
    OptionsSchema,
    PasskeySchema,
    PasswordSchema,
    RecoveryCodesSchema,
)
from hub.signin.living_invitations import InvitationSpent
from hub.signin.requests import client
from hub.signin.second_factor import Shown
from hub.signin.stepping_up import require
from hub.store.ground import ground

api_open = Blueprint("enrolment", __name__, description="Coming in by an invitation; what a passkey is asked.")
api = Blueprint("factors", __name__, description="Staff's own ways to sign in; each change asks for a step-up.")


@api_open.get("/passkey-challenge")
@api_open.response(200, OptionsSchema)
def get_challenge() -> dict[str, str]:
    """Give what a browser needs to sign in with a passkey."""
    with ground().store.read() as tx:
        at = ground().clock.now(tx)
    return {"options": passkeys.options_for_proving(ground(), scope=passkeys.SIGNING_IN, at=at)}


@api_open.post("/enrolments/preparation")
@api_open.arguments(InvitationSchema)
@api_open.response(200, InvitedSchema)
def post_preparation(body: dict[str, str]) -> dict[str, Any]:
    """Show who is invited where, and what her app or passkey needs; the invitation is not used up."""
    try:
        with ground().store.read() as tx:
            shown = invited(tx, ground(), body["invitation"])
    except InvitationSpent:
        count_spent(ground(), client(Surface.API))
        raise
    return {
        "name": shown.name,
        "username": shown.username,
        "unit_name": shown.unit_name,
        "authority": shown.organisation_name,
        "totp_secret": shown.totp_secret,
        "otpauth": shown.otpauth,
        "asks_old": shown.asks_old,
        "passkey_options": shown.passkey_options,
        "expires_at": shown.expires_at,
    }


@api_open.post("/enrolments")
@api_open.arguments(EnrolmentSchema)
@api_open.response(201, EnrolledSchema)
def post_enrolment(body: dict[str, str]) -> dict[str, Any]:
    """Use an invitation up: a password, and a code of the app or a passkey's answer."""
    shown = Shown(code=body.get("code", ""), passkey=body.get("passkey", ""))
    try:
        chosen = choose_password(ground(), body["invitation"], body["password"], old=body.get("old", ""))
        enrolled = enrol(ground(), body["invitation"], shown, client(Surface.API), chosen=chosen)
    except InvitationSpent:
        count_spent(ground(), client(Surface.API))
        raise
    started = enrolled.started
    return {
        "username": enrolled.username,
        "recovery_codes": enrolled.recovery_codes,
        "check_number": enrolled.check,
        "token": started.secret if started else None,
        "expires_at": started.expires_at if started else None,
    }


@api.get("/me/factors")
@api.response(200, FactorsSchema)
def get_factors() -> changing.Factors:
    """Tell how the asker signs in; no secrets."""
    with ground().store.read() as tx:
        return changing.factors(tx, signed_in())


@api.put("/me/password")
@api.arguments(PasswordSchema)
@api.response(204)
def put_password(body: dict[str, str]) -> None:
    """Change the password; other sessions end."""
    require(signed_in())
    changing.change_password(ground(), signed_in(), **body)


@api.post("/me/recovery-codes")
@api.response(201, RecoveryCodesSchema)
def post_codes() -> dict[str, Any]:
    """Make ten new recovery codes; the old ones serve no longer."""
    require(signed_in())
    with ground().store.write() as tx:
        return {"recovery_codes": changing.renew_codes(tx, ground(), signed_in())}


@api.get("/me/passkey-challenge")
@api.response(200, OptionsSchema)
def get_own_challenge() -> dict[str, str]:
    """Give what a browser needs to step up with a passkey."""
    who = signed_in()
    with ground().store.read() as tx:
        held = passkeys.credentials_of(tx, account_id=who.account)
    return {"options": passkeys.options_for_proving(ground(), scope=who.account, at=who.at, held=held)}


@api.post("/me/passkey-preparation")
@api.response(200, OptionsSchema)
def post_passkey_preparation() -> dict[str, str]:
    """Give what a browser needs to make one more passkey."""
    require(signed_in())
    with ground().store.read() as tx:
        return {"options": changing.passkey_options(tx, ground(), signed_in())}


@api.post("/me/passkeys")
@api.arguments(NewPasskeySchema)
@api.response(201, PasskeySchema)
def post_passkey(body: dict[str, str]) -> dict[str, str]:
    """Add a passkey."""
    require(signed_in())
    with ground().store.write() as tx:
        added = changing.add_passkey(tx, ground(), signed_in(), answer=body["passkey"], name=body["name"])
    return {"id": added, "name": body["name"]}


@api.delete("/me/passkeys/<passkey_id>")
@api.response(204)
def delete_passkey(passkey_id: str) -> None:
    """Remove a passkey; never the last second factor."""
    require(signed_in())
    with ground().store.write() as tx:
        changing.remove_passkey(tx, ground(), signed_in(), passkey_id)


@api.post("/me/app/preparation")
@api.response(200, NewAppSchema)
def post_app_preparation() -> changing.NewApp:
    """Draw a secret for a new app; nothing changes before PUT /me/app."""
    require(signed_in())
    return changing.new_app(ground(), signed_in())


@api.put("/me/app")
@api.arguments(AppSchema)
@api.response(204)
def put_app(body: dict[str, str]) -> None:
    """Let the new app take the old one's place; other sessions end."""
    require(signed_in())
    with ground().store.write() as tx:
        changing.take_app(tx, ground(), signed_in(), sealed=body["sealed"], code=body["code"])
