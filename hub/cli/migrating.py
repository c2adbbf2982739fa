"""Moves a database between the forms that the hub has had; case and key database have a line of migrations each."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Final, Literal

from alembic.config import Config
from alembic.runtime.environment import EnvironmentContext
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, inspect

from hub.store.engine import Store
from hub.store.errors import StoreRefused

Line = Literal["case", "keys"]
Tag = Callable[..., bytes]  # hub.store.row_seals.tag, bound to an installation's keys
After = Callable[[Connection, Sequence[str]], None]  # is given what was done
_FOLDER: Final = Path(__file__).resolve().parents[2] / "migrations"
_VERSIONS: Final[dict[Line, str]] = {"case": "versions", "keys": "key_versions"}
_FIRST: Final[dict[Line, str]] = {"case": "log_entry", "keys": "wrapped_key"}  # a table from form 0001 on
_SETTING: Final[dict[Line, str]] = {"case": "HUB_DATABASE_URL", "keys": "HUB_KEYS_URL"}
_Steps = Callable[[ScriptDirectory, Any], Any]


def upgrade(
    store: Store, line: Line, *, to: str = "head", tag: Tag | None = None, after: After | None = None
) -> Sequence[str]:
    """Return what was done, in order; nothing when the database is there already.

    `tag` is for what a form seals of the rows that stand; without it such a step refuses them. `after` is called in the
    same transaction, so that both stand or both fall.
    """
    return _move(store, line, lambda script, now: script._upgrade_revs(to, now), tag, after)  # noqa: SLF001 - as alembic.command does


def downgrade(store: Store, line: Line, *, to: str = "base", tag: Tag | None = None) -> Sequence[str]:
    """Go back; what only the newer form can hold is lost. `tag` as in `upgrade`."""
    return _move(store, line, lambda script, now: script._downgrade_revs(to, now), tag)  # noqa: SLF001 - as alembic.command does


def newest(line: Line) -> str | None:
    """Return the revision that this version of the hub expects."""
    return ScriptDirectory.from_config(_config(line)).get_current_head()


def present(connection: Connection) -> str | None:
    """Return the revision that a database has, or None for an empty one."""
    return MigrationContext.configure(connection).get_current_revision()


def refuse_old_form(store: Store, line: Line) -> None:
    """Raise StoreRefused unless the database has the form that this version of the hub expects."""
    _refuse(store, line, {newest(line)})


def refuse_older_form(store: Store, line: Line) -> None:
    """Do as `refuse_old_form`, but leave a database without any form: where it has no tables, it says so itself."""
    _refuse(store, line, {newest(line), None})


def _refuse(store: Store, line: Line, fit: set[str | None]) -> None:
    with store.read() as connection:
        found = present(connection)
        _refuse_other(connection, line, found)
    _refuse_unknown(line, found)
    if found not in fit:
        raise StoreRefused(
            f"the {line} database has form {found}, not {newest(line)}; run `hub migrate`"
            if found
            else f"the {line} database has no form, and is empty or another's; mend {_SETTING[line]}, or run `hub init`"
        )


def _refuse_other(connection: Connection, line: Line, form: str | None) -> None:
    """Raise StoreRefused for a database that has a form, but of the other line: each begins at 0001."""
    if form is not None and not inspect(connection).has_table(_FIRST[line]):
        raise StoreRefused(f"{_SETTING[line]} names a database that is not the {line} database; mend the address")


def _refuse_unknown(line: Line, form: str | None) -> None:
    """Raise StoreRefused for a form that no step of this version leads to."""
    known = {step.revision for step in ScriptDirectory.from_config(_config(line)).walk_revisions()}
    if form is not None and form not in known:
        raise StoreRefused(
            f"the {line} database has form {form}, which a newer version of the hub gave it; run that version, or put "
            "back a backup from before"
        )


def _config(line: Line) -> Config:
    config = Config()
    config.set_main_option("script_location", str(_FOLDER))
    config.set_main_option("version_locations", str(_FOLDER / _VERSIONS[line]))
    config.set_main_option("path_separator", "newline")
    return config


def _move(store: Store, line: Line, steps: _Steps, tag: Tag | None = None, after: After | None = None) -> Sequence[str]:
    config = _config(line)
    script = ScriptDirectory.from_config(config)
    done: list[str] = []

    def run(now: Any, _: Any) -> Any:
        found = steps(script, now)
        done.extend(f"{step.name} {step.revision.revision} {step.revision.doc}" for step in found)
        return found

    with store.write() as connection:
        _refuse_other(connection, line, present(connection))
        _refuse_unknown(line, present(connection))
        config.attributes |= {"connection": connection, "tag": tag}
        with EnvironmentContext(config, script, fn=run):
            script.run_env()
        if after is not None:
            after(connection, done)
    return done
