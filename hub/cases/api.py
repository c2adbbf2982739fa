"""JSON routes of cases, plans, collisions and the participant's own: load, one call, answer."""

from dataclasses import fields
from typing import Any, Final

import orjson
from flask import Response, request
from flask_smorest import Blueprint

from hub.cases import case_schemas, listing, listing_schemas, own, registering_schemas, saving, schemas
from hub.cases.contacting import contact_of
from hub.cases.linking import give_link
from hub.cases.looking import show_with_news
from hub.cases.narrowing import Only
from hub.cases.registering import register_case
from hub.cases.settling import read_resolution, settle
from hub.cases.showing import CaseView, show
from hub.participants.registering import Person
from hub.plans.vocabulary import ItemKind
from hub.signin import stepping_up
from hub.signin.current import signed_in
from hub.signin.linking import LinkPurpose
from hub.signin.sending_once import PARAMETER as SENT_ONCE
from hub.signin.sending_once import asked_mark
from hub.signin.sendings import sending_of
from hub.store.days import written
from hub.store.errors import Invalid
from hub.store.ground import ground
from hub.store.uploads import asked

reading: Final = Blueprint("cases", __name__, description="A case as one reader may read it now, and one's own list.")
registering: Final = Blueprint("registering", __name__, description="A coach registers a person and gives her a link.")
writing: Final = Blueprint("plans", __name__, description="An officer's own unit's plans, activities and limits.")
participant: Final = Blueprint("own", __name__, description="What the participant writes and reads herself.")


def answer(value: object, status: int = 200) -> Response:
    return Response(orjson.dumps(value), status, content_type="application/json")


def _purpose() -> str | None:
    return request.args.get("purpose")


@reading.get("/cases")
@reading.arguments(listing_schemas.CasesQuery, location="query")
@reading.response(200, listing_schemas.CasesOut)
def list_cases(asked: dict[str, Any]) -> Response:
    """Own cases: taken on, registered, or the participant's."""
    since, only = listing.read_since(asked["since"]), Only(asked["narrowed"])
    page = listing.list_cases(ground(), signed_in().actor, before=asked["next"], since=since, only=only)
    return answer({"items": page.items, "next": page.next})


@reading.get("/cases/<case_id>")
@reading.doc(parameters=[schemas.PURPOSE_PARAMETER, schemas.NEWS_PARAMETER])
@reading.response(200, case_schemas.CaseOut)
def read_case(case_id: str) -> Response:
    """One case, as far as the reader may read it now."""
    if not asked("news"):
        return answer({**_flat(show(ground(), signed_in().actor, case_id=case_id, purpose=_purpose())), "news": None})
    view, news = show_with_news(ground(), signed_in().actor, case_id=case_id, purpose=_purpose())
    since = written(news.since) if news.since is not None else None
    told = {"since": since, "items": sorted(news.items), "renewed": news.renewed, "lost": news.lost}
    return answer({**_flat(view), "news": told})


@registering.post("/cases")
@registering.arguments(registering_schemas.CaseIn)
@registering.doc(parameters=[SENT_ONCE])
@registering.response(201, registering_schemas.Made)
def add_case(body: dict[str, Any]) -> Response:
    """Register a person who is present or has asked."""
    person = Person(
        name=body["name"],
        number=body.get("identity_number"),
        contact=body.get("contact") or "",
        language=body.get("language") or "sv",
        origin=body["origin"],
    )
    return answer({"id": register_case(ground(), signed_in(), person, mark=asked_mark()).case}, 201)


@registering.get("/cases/<case_id>/contact")
@registering.doc(parameters=[schemas.PURPOSE_PARAMETER])
@registering.response(200, case_schemas.ContactOut)
def read_contact(case_id: str) -> Response:
    """How the participant wants to be reached, for the coach of the case; the participant sees that it was read."""
    return answer(contact_of(ground(), signed_in().actor, case_id=case_id, purpose=_purpose()))


@registering.post("/cases/<case_id>/links")
@registering.arguments(registering_schemas.LinkIn, required=False)
@registering.response(201, registering_schemas.LinkOut)
def add_link(body: dict[str, Any], case_id: str) -> Response:
    """Make a link with which the participant chooses her own code."""
    purpose = LinkPurpose(body.get("purpose") or LinkPurpose.FIRST_SIGN_IN)
    made = give_link(ground(), signed_in(), case_id=case_id, purpose=purpose)
    return answer({"link": made.secret, "url": made.url, "expires_at": written(made.expires_at)}, 201)


@writing.post("/cases/<case_id>/plans")
@writing.arguments(schemas.PlanIn, required=False)
@writing.doc(parameters=[SENT_ONCE])
@writing.response(201, schemas.ItemOut)
def add_plan(body: dict[str, Any], case_id: str) -> Response:
    """Begin a plan of one's own unit."""
    accept, actor = _accepts(body), signed_in().actor
    sending = sending_of(ground(), actor, asked_mark(), ItemKind.PLAN, case_id, body)
    added = saving.add_plan(ground(), actor, case_id=case_id, values=body, accept=accept, sending=sending)
    return answer(added.item, 201)


@writing.post("/plans/<plan_id>/activities")
@writing.arguments(schemas.ActivityIn)
@writing.doc(parameters=[SENT_ONCE])
@writing.response(201, schemas.ItemOut)
def add_activity(body: dict[str, Any], plan_id: str) -> Response:
    """Add an activity to one's own unit's plan."""
    return _add(plan_id, ItemKind.ACTIVITY, body)


@writing.post("/plans/<plan_id>/limits")
@writing.arguments(schemas.LimitIn)
@writing.doc(parameters=[SENT_ONCE])
@writing.response(201, schemas.ItemOut)
def add_limit(body: dict[str, Any], plan_id: str) -> Response:
    """Add a limit to one's own unit's plan."""
    return _add(plan_id, ItemKind.LIMIT, body)


@writing.patch("/plans/<item_id>")
@writing.arguments(schemas.PlanChange)
@writing.doc(parameters=[schemas.PURPOSE_PARAMETER])
@writing.response(200, schemas.ItemOut)
def change_plan(body: dict[str, Any], item_id: str) -> Response:
    """Change the plan's own record."""
    return _change(item_id, ItemKind.PLAN, body)


@writing.patch("/activities/<item_id>")
@writing.arguments(schemas.ActivityChange)
@writing.doc(parameters=[schemas.PURPOSE_PARAMETER])
@writing.response(200, schemas.ItemOut)
def change_activity(body: dict[str, Any], item_id: str) -> Response:
    """Change an activity of one's own unit."""
    return _change(item_id, ItemKind.ACTIVITY, body)


@writing.patch("/limits/<item_id>")
@writing.arguments(schemas.LimitChange)
@writing.doc(parameters=[schemas.PURPOSE_PARAMETER])
@writing.response(200, schemas.ItemOut)
def change_limit(body: dict[str, Any], item_id: str) -> Response:
    """Change a limit of one's own unit."""
    return _change(item_id, ItemKind.LIMIT, body)


@writing.patch("/cases/<case_id>/collisions/<key>")
@writing.arguments(schemas.CollisionChange)
@writing.doc(parameters=[schemas.PURPOSE_PARAMETER])
@writing.response(200, schemas.CollisionOut)
def change_collision(body: dict[str, Any], case_id: str, key: str) -> Response:
    """Say what is done about a collision in one's own result."""
    wanted = read_resolution(body["state"], body.get("until"), body["version"])
    told = settle(ground(), signed_in().actor, case_id=case_id, key=key, wanted=wanted, purpose=_purpose())
    return answer(told)


@participant.get("/me/case")
@participant.doc(parameters=[schemas.PURPOSE_PARAMETER])
@participant.response(200, case_schemas.OwnCaseOut)
def read_own() -> Response:
    """Show the participant's own case, whole."""
    actor = signed_in().actor
    case_id = own.her_case(ground(), actor)
    view = show(ground(), actor, case_id=case_id, purpose=_purpose())
    return answer(_flat(view) | {"collision_hint": listing.hinted(ground(), case_id)})


@participant.put("/me/goal")
@participant.arguments(schemas.GoalIn)
@participant.response(200, schemas.ItemOut)
def set_goal(body: dict[str, Any]) -> Response:
    """Write one's own goal, in one's own words."""
    try:
        return answer(own.set_goal(ground(), signed_in().actor, text=body["text"], version=body["version"]))
    except Invalid as wrong:
        raise Invalid({"text": wrong.errors["goal"]}) from wrong  # sent as `text`, kept as a plan's goal


@participant.post("/me/busy")
@participant.arguments(schemas.BusyIn)
@participant.doc(parameters=[SENT_ONCE])
@participant.response(201, schemas.ItemOut)
def add_busy(body: dict[str, Any]) -> Response:
    """Add times that one cannot, without a reason."""
    actor = signed_in().actor
    sending = sending_of(ground(), actor, asked_mark(), "busy", body)
    return answer(own.add_busy(ground(), actor, values=body, sending=sending).item, 201)


@participant.patch("/me/busy/<item_id>")
@participant.arguments(schemas.BusyChange)
@participant.response(200, schemas.ItemOut)
def change_busy(body: dict[str, Any], item_id: str) -> Response:
    """Change times that one cannot."""
    version = body.pop("version", None)
    _must_change(body)
    return answer(own.change_busy(ground(), signed_in().actor, item_id=item_id, version=version, changes=body))


@participant.delete("/me/busy/<item_id>")
@participant.response(204)
def remove_busy(item_id: str) -> Response:
    """Take away times that one cannot."""
    own.remove_busy(ground(), signed_in().actor, item_id=item_id)
    return Response(status=204)


def _flat(view: CaseView) -> dict[str, Any]:
    return {field.name: getattr(view, field.name) for field in fields(view)}


def _add(plan_id: str, kind: ItemKind, body: dict[str, Any]) -> Response:
    accept, category = _accepts(body), body.pop("category", None)
    sending = sending_of(ground(), signed_in().actor, asked_mark(), kind, plan_id, body)
    added = saving.add_item(
        ground(),
        signed_in().actor,
        plan_id=plan_id,
        kind=kind,
        values=limit_named(kind, body),
        category=category,
        accept=accept,
        sending=sending,
    )
    return answer(added.item, 201)


def _accepts(body: dict[str, Any]) -> bool:
    """Tell whether the save is an acceptance too, which weighs as much as one alone."""
    accept: bool = body.pop("accept", False)
    if accept:
        stepping_up.require(signed_in())
    return accept


def _change(item_id: str, kind: ItemKind, body: dict[str, Any]) -> Response:
    accept, version = _accepts(body), body.pop("version")
    _must_change(body)
    changed = saving.change_item(
        ground(),
        signed_in().actor,
        item_id=item_id,
        kind=kind,
        version=version,
        changes=limit_named(kind, body),
        purpose=_purpose(),
        accept=accept,
    )
    return answer(changed)


def _must_change(body: dict[str, Any]) -> None:
    """Refuse a change of nothing: it would make a version, and an entry, that say that something was changed."""
    if not body:
        raise Invalid({"version": ["Skriv också vad som ska ändras."]})


def limit_named(kind: ItemKind, body: dict[str, Any]) -> dict[str, Any]:
    """Rename what a limit limits: sent as `kind`, kept as `limit`, since an item's own kind is "limit"."""
    if kind is ItemKind.LIMIT and "kind" in body:
        return {("limit" if name == "kind" else name): value for name, value in body.items()}
    return body
