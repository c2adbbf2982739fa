"""Routes of what a unit has to look into: as JSON, from the coaches' list of cases, and on its manager's own page."""

from typing import Any, Final

from flask import Blueprint, flash, redirect, render_template, request
from flask_babel import gettext as _
from flask_smorest import Blueprint as ApiBlueprint
from werkzeug.wrappers import Response

from hub.cases.reminding import Page, reminders, settle
from hub.cases.reminding_schemas import TodoChange, TodosOut, TodosQuery
from hub.consents.paging import read_place
from hub.signin.current import signed_in
from hub.store.ground import ground

api: Final = ApiBlueprint("todos", __name__, description="What a unit has to look into; no names.")
pages: Final = Blueprint("todo_pages", __name__)
manager_pages: Final = Blueprint("manager_todo_pages", __name__, template_folder="templates")


@api.get("/todos")
@api.arguments(TodosQuery, location="query")
@api.response(200, TodosOut)
def get_todos(query: dict[str, Any]) -> Page:
    """List what one's unit has to look into (coach, access manager), the newest first."""
    return reminders(ground(), signed_in().actor, before=read_place(query["next"]))


@api.patch("/todos/<todo_id>")
@api.arguments(TodoChange)
@api.response(204)
def change_todo(_body: dict[str, bool], todo_id: str) -> None:
    """Note that it has been looked into; it is then gone from the list."""
    settle(ground(), signed_in().actor, todo_id=todo_id)


@pages.post("/arenden/att-gora/<todo_id>")
def settle_todo(todo_id: str) -> Response:
    return _settle(todo_id, "/arenden")


@manager_pages.get("/att-se-over")
def todos() -> str:
    found = reminders(ground(), signed_in().actor, before=read_place(request.args.get("next")))
    return render_template("cases/todos.html", reminders=found.items, following=found.next)


@manager_pages.post("/att-se-over/<todo_id>")
def settle_from_own_page(todo_id: str) -> Response:
    return _settle(todo_id, "/att-se-over")


def _settle(todo_id: str, back: str) -> Response:
    settle(ground(), signed_in().actor, todo_id=todo_id)
    flash(_("Markerat som klart."))
    return redirect(back, 303)
