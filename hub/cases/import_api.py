"""JSON routes that take sheets: an officer's own plan items, and the people whom a coach registers."""

from collections.abc import Callable, Mapping
from typing import Final, TypeVar

from flask import Response
from flask_smorest import Blueprint

from hub.cases import import_schemas
from hub.cases.api import answer
from hub.cases.import_templates import PEOPLE, PLANS
from hub.cases.importing import import_plans
from hub.cases.people_importing import import_people
from hub.cases.registered_before import REGISTERED_BEFORE
from hub.cases.saved_before import SAVED_BEFORE
from hub.signin.current import signed_in
from hub.store.errors import Invalid
from hub.store.ground import ground
from hub.store.sheet_describing import body_of
from hub.store.uploads import AGAIN, DRY_RUN, asked, sent

importing: Final = Blueprint("imports", __name__, description="Own plan items from a sheet.")
people: Final = Blueprint("people_imports", __name__, description="A coach registers people from a sheet.")

_Done = TypeVar("_Done")
# The page has a box to tick; a program has a name to send.
TO_PROGRAMS: Final[Mapping[str, str]] = {
    SAVED_BEFORE: "Den här raden har du redan sparat. Ta bort raden ur filen, eller skicka again=true i adressen.",
    REGISTERED_BEFORE: (
        "Du har redan registrerat någon med det namnet från en fil. Ta bort raden ur filen, eller skicka again=true i "
        "adressen."
    ),
}


@importing.post("/imports/plans")
@importing.doc(requestBody=body_of(PLANS), parameters=[DRY_RUN, AGAIN])
@importing.response(201, import_schemas.ImportOut)
@importing.alt_response(200, schema=import_schemas.ImportOut, description="Only checked.")
def import_file() -> Response:
    """Save all rows of the sheet in one's own unit's plans, or none: one row an activity or a limit.

    A row that the same officer has saved before is refused by its number unless `again` is true.
    """
    content, dry_run = sent()
    again = asked("again")
    done = _told(lambda: import_plans(ground(), signed_in().actor, content, dry_run=dry_run, again=again))
    return answer(done, 200 if done.dry_run else 201)


@people.post("/imports/participants")
@people.doc(requestBody=body_of(PEOPLE), parameters=[DRY_RUN, AGAIN])
@people.response(201, import_schemas.ImportPeopleOut)
@people.alt_response(200, schema=import_schemas.ImportPeopleOut, description="Only checked.")
def import_people_file() -> Response:
    """Register every person of the sheet, who is present or has asked, or nobody.

    A row that names somebody whom the same coach has registered from a file is refused unless `again` is true.
    """
    content, dry_run = sent()
    again = asked("again")
    done = _told(lambda: import_people(ground(), signed_in(), content, dry_run=dry_run, again=again))
    return answer(done, 200 if done.dry_run else 201)


def _told(act: Callable[[], _Done]) -> _Done:
    """Do it, and say what is refused as a program can mend it."""
    try:
        return act()
    except Invalid as refused:
        errors = refused.errors.items()
        raise Invalid({name: [TO_PROGRAMS.get(one, one) for one in said] for name, said in errors}) from None
