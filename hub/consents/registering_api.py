"""Registering a withdrawal as JSON: by a named officer in her case, or by who reviews a unit's log, by case number."""

from typing import Any, ClassVar, Final

from flask_smorest import Blueprint
from marshmallow import Schema, fields, validate

from hub.consents import registering
from hub.consents.reading import read_withdrawal
from hub.consents.schemas import WithdrawalIn
from hub.disclosure.changing import change
from hub.grants.case_numbers import as_given
from hub.signin.current import signed_in
from hub.store.ground import ground
from hub.store.json_instants import told
from hub.store.json_shapes import exactly

_ABOUT: Final = "What a participant has asked staff to take back for her."
officer_api = Blueprint("registering_withdrawal_api", __name__, description=_ABOUT)
reviewer_api = Blueprint("reviewer_withdrawal_api", __name__, description=_ABOUT)


class RegisteredWithdrawalIn(WithdrawalIn):
    """What is taken back, exactly one, and how the participant said it."""

    TOGETHER: ClassVar = exactly(2)

    channel = fields.String(
        required=True,
        validate=validate.OneOf(registering.CHANNELS),
        metadata={"description": "How she said it."},
    )


class NumberedWithdrawalIn(RegisteredWithdrawalIn):
    """What is taken back, exactly one, how the participant said it, and the case's number."""

    TOGETHER: ClassVar = exactly(3)

    number = fields.String(required=True, validate=validate.Length(1, 20), metadata={"description": "Case number."})


class RegisteredWithdrawalOut(Schema):
    """It holds from `at`; `receipt` is the number to read to her."""

    receipt = fields.String(required=True)
    at = told("From when it holds.")


@officer_api.post("/cases/<case_id>/withdrawals")
@officer_api.arguments(RegisteredWithdrawalIn)
@officer_api.response(201, RegisteredWithdrawalOut)
def post_of_case(body: dict[str, Any], case_id: str) -> dict[str, Any]:
    """Register that the participant takes back (an officer whom she has named)."""
    return _register(body, case_id)


@reviewer_api.post("/withdrawals")
@reviewer_api.arguments(NumberedWithdrawalIn)
@reviewer_api.response(201, RegisteredWithdrawalOut)
def post_by_number(body: dict[str, Any]) -> dict[str, Any]:
    """Register it by case number, without learning whom it is about (data protection officer)."""
    return _register(body, registering.case_of(ground(), as_given(body["number"])))


def _register(body: dict[str, Any], case_id: str) -> dict[str, Any]:
    scope, target = read_withdrawal(body)
    with change(ground()) as tx:
        given = registering.register(
            tx,
            ground(),
            signed_in().actor,
            case_id=case_id,
            scope=scope,
            target=target,
            channel=body["channel"],
        )
    return {"receipt": given.receipt, "at": given.at}
