"""JSON routes of consents, one blueprint for each kind of asker; each loads, makes one call and answers."""

from typing import Any

from flask_smorest import Blueprint

from hub.consents import (
    answering,
    drafting,
    drafting_schemas,
    dumping,
    listing,
    presenting,
    showing,
    signing,
    version_schemas,
    withdrawing,
    witnessing,
)
from hub.consents import schemas as shapes
from hub.consents.reading import read_draft, read_signature, read_withdrawal
from hub.consents.waiting_schemas import AcceptancesOut, NextQuery
from hub.disclosure.changing import change
from hub.signin.current import signed_in
from hub.signin.second_factor import Shown
from hub.signin.sending_once import PARAMETER as SENT_ONCE
from hub.signin.sending_once import asked_mark
from hub.signin.sendings import sending_of
from hub.signin.stepping_up import require
from hub.store.ground import ground
from hub.store.legible import clean

_ABOUT = "Consents: drafted, presented, signed, accepted, taken back."
coach_api = Blueprint("consents_coach_api", __name__, description=_ABOUT)
officer_api = Blueprint("consents_officer_api", __name__, description=_ABOUT)
participant_api = Blueprint("consents_participant_api", __name__, description=_ABOUT)
any_api = Blueprint("consents_api", __name__, description=_ABOUT)


@coach_api.post("/cases/<case_id>/consents")
@coach_api.arguments(drafting_schemas.ConsentDraftIn)
@coach_api.doc(parameters=[SENT_ONCE])
@coach_api.response(201, version_schemas.ConsentOut)
def post_draft(body: dict[str, Any], case_id: str) -> dict[str, Any]:
    """Draft the next version (the case's coach)."""
    who = signed_in()
    sending = sending_of(ground(), who.actor, asked_mark(), "consent", case_id, body)
    wanted = read_draft(body, at=who.at)
    with change(ground()) as tx:
        drafted = drafting.draft(tx, ground(), who.actor, case_id=case_id, wanted=wanted, sending=sending)
    return dumping.consent(showing.show(ground(), who.actor, consent_id=drafted.consent))


@coach_api.get("/cases/<case_id>/consents")
@coach_api.response(200, version_schemas.ConsentsOut)
def get_of_case(case_id: str) -> dict[str, Any]:
    """List the versions that the asking coach has drafted."""
    with change(ground()) as tx:
        return dumping.listed(listing.of_case(tx, ground(), signed_in().actor, case_id=case_id))


@coach_api.post("/consents/<consent_id>/presentation")
@coach_api.arguments(shapes.PresentationIn, required=False)
@coach_api.response(200, shapes.PresentationOut)
def post_presentation(body: dict[str, Any], consent_id: str) -> dict[str, Any]:
    """Freeze the text for the participant (its coach); again gives a new nonce."""
    given = presenting.present(ground(), signed_in().actor, consent_id=consent_id, language=body["language"])
    return {"digest": given.digest, "nonce": given.nonce, "receipt": dumping.receipt(given.receipt)}


@coach_api.post("/consents/<consent_id>/witness")
@coach_api.arguments(shapes.WitnessIn)
@coach_api.response(200, shapes.WitnessOut)
def post_witness(body: dict[str, Any], consent_id: str) -> dict[str, Any]:
    """Witness the signature (its coach): also the acceptance of her unit's rows."""
    given = witnessing.witness(ground(), signed_in(), consent_id=consent_id, shown=Shown(**body))
    return {
        "witnessed_at": given.at,
        "accepted": list(given.accepted),
        "receipt": dumping.receipt(given.receipt),
    }


@officer_api.get("/acceptances")
@officer_api.arguments(NextQuery, location="query")
@officer_api.response(200, AcceptancesOut)
def get_acceptances(asked: dict[str, Any]) -> dict[str, Any]:
    """List what waits for the asker."""
    return dumping.waiting(listing.waiting(ground(), signed_in().actor, after=asked["next"]))


@officer_api.post("/consents/<consent_id>/acceptances")
@officer_api.arguments(shapes.AcceptanceIn)
@officer_api.response(200, shapes.AcceptanceOut)
def post_acceptance(body: dict[str, Any], consent_id: str) -> dict[str, Any]:
    """Take on the case, accept or decline rows of one's own unit. Accepting asks for a fresh step-up."""
    if any(body["rows"].values()):
        require(signed_in())
    answers = answering.Answers(body["take_on"], body["rows"], clean(body["reason"] or "") or None)
    with change(ground()) as tx:
        given = answering.answer(tx, ground(), signed_in().actor, consent_id=consent_id, answers=answers)
    return {
        "at": given.at,
        "taken_on": given.taken_on,
        "accepted": list(given.accepted),
        "declined": list(given.declined),
        "receipts": [dumping.receipt(one) for one in given.receipts],
    }


@participant_api.get("/me/consents")
@participant_api.response(200, version_schemas.ConsentsOut)
def get_mine() -> dict[str, Any]:
    """List one's own consents (participant)."""
    with change(ground()) as tx:
        return dumping.listed(listing.mine(tx, ground(), signed_in().actor))


@participant_api.post("/consents/<consent_id>/signature")
@participant_api.arguments(shapes.SignatureIn)
@participant_api.response(200, shapes.SignatureOut)
def post_signature(body: dict[str, Any], consent_id: str) -> dict[str, Any]:
    """Sign the text that was presented (participant), with one's own code."""
    signature = read_signature(body)
    given = signing.sign(ground(), signed_in(), consent_id=consent_id, signature=signature, code=body["code"])
    return {
        "id": consent_id,
        "version": given.version,
        "state": given.state.value,
        "signed_at": given.at,
        "lines": given.lines,
        "receipt": dumping.receipt(given.receipt),
    }


@participant_api.post("/consents/<consent_id>/withdrawals")
@participant_api.arguments(shapes.WithdrawalIn)
@participant_api.response(201, shapes.WithdrawalOut)
def post_withdrawal(body: dict[str, Any], consent_id: str) -> dict[str, Any]:
    """Take back the whole, a person, a category or a row (participant), at once and without a reason."""
    scope, target = read_withdrawal(body)
    with change(ground()) as tx:
        given = withdrawing.take_back(
            tx, ground(), signed_in().actor, consent_id=consent_id, scope=scope, target=target
        )
    return {
        "receipt": given.receipt,
        "at": given.at,
        "scope": given.scope.value,
        "entry": dumping.receipt(given.entry),
    }


@any_api.get("/consents/<consent_id>")
@any_api.response(200, version_schemas.ConsentOut)
def get_consent(consent_id: str) -> dict[str, Any]:
    """Show a consent: whole to its participant and its coach, else the asker's own lines."""
    return dumping.consent(showing.show(ground(), signed_in().actor, consent_id=consent_id))
