"""The page about what a unit has left unanswered."""

from typing import Final

from flask import Blueprint, render_template, request

from hub.consents.queueing import queue
from hub.signin.current import signed_in
from hub.store.ground import ground

manager_pages: Final = Blueprint("queue_pages", __name__, template_folder="templates")


@manager_pages.get("/enhetens-ko")
def waiting() -> str:
    found = queue(ground(), signed_in().actor, after=request.args.get("next"))
    return render_template("consents/queue.html", queue=found)
