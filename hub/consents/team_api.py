"""JSON about who is there to answer: one's own absence, what one's unit has left unanswered, whom one named last."""

from datetime import date
from typing import Any, Final

from flask_smorest import Blueprint

from hub.consents import team_schemas as shapes
from hub.consents.queueing import Queue, late_for_coach, queue
from hub.consents.suggesting_team import last_team
from hub.consents.waiting_schemas import NextQuery
from hub.disclosure.changing import change
from hub.grants import absences
from hub.grants.absences import Away
from hub.signin.current import signed_in
from hub.store.ground import ground

officer_api: Final = Blueprint("absences", __name__, description="An officer's own absence: her substitute reads.")
manager_api: Final = Blueprint("unit_queue", __name__, description="What a unit has left unanswered; no names.")
coach_api: Final = Blueprint("teams", __name__, description="Whom a coach named last.")


@officer_api.get("/me/absence")
@officer_api.response(200, shapes.OwnAbsenceOut)
def get_absence() -> dict[str, Away | None]:
    """Show one's own absence, when one stands."""
    return {"absence": absences.standing_absence(ground(), signed_in().employment)}


@officer_api.put("/me/absence")
@officer_api.arguments(shapes.OwnAbsenceIn)
@officer_api.response(200, shapes.AwayOut)
def put_absence(body: dict[str, date]) -> Away:
    """Say when one is away, thirty days at most; what stood before ends."""
    me = signed_in()
    with change(ground()) as tx:
        return absences.set_absence(tx, ground(), me.actor, officer_id=me.officer or "", **body)


@officer_api.delete("/me/absence")
@officer_api.response(204)
def delete_absence() -> None:
    """End it at once."""
    me = signed_in()
    with change(ground()) as tx:
        absences.end_absence(tx, ground(), me.actor, officer_id=me.officer or "")


@manager_api.get("/unit/queue")
@manager_api.arguments(NextQuery, location="query")
@manager_api.response(200, shapes.QueueOut)
def get_queue(asked: dict[str, Any]) -> Queue:
    """List what one's unit has not answered in three working days (access manager), the longest waiting first."""
    return queue(ground(), signed_in().actor, after=asked["next"])


@coach_api.get("/acceptances/late")
@coach_api.arguments(NextQuery, location="query")
@coach_api.response(200, shapes.LateOut)
def get_late(asked: dict[str, Any]) -> Queue:
    """List one's cases in which a unit has not answered in five working days (coach), the longest waiting first."""
    return late_for_coach(ground(), signed_in().actor, after=asked["next"])


@coach_api.get("/me/team")
@coach_api.response(200, shapes.TeamOut)
def get_team() -> dict[str, Any]:
    """List whom one named last (coach): a suggestion for the next draft, approved by nobody."""
    return {"items": last_team(ground(), signed_in()), "next": None}
