"""`hub serve`: the production server, and the serving loop that the demo shares."""

import gc
import os
import socket
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from runpy import run_path
from typing import Any, Final

import click
from flask import Flask
from gunicorn.app.base import BaseApplication
from werkzeug.middleware.proxy_fix import ProxyFix

from hub.cli.chores import Chores
from hub.cli.looking_back import LookBack
from hub.cli.migrating import refuse_old_form
from hub.cli.preparing import refuse_lost_key_store, seal_all, writing
from hub.cli.refusing import Worker
from hub.cli.remembering import refuse_forgetful, refuse_shorter
from hub.cli.sealing import GONE, Sealer
from hub.cli.served import call_connections
from hub.store.processors import least_held, stay_on
from hub.web.app import create_app
from hub.web.ground_building import build_ground, refuse_strange_keys
from hub.web.noting import configure_notes
from hub.web.reading_out import read_out
from hub.web.settings import DEMO, Mode, Settings, SettingsError, form_secret, read_settings

_USUAL: Final = {
    "timeout": 60,
    "graceful_timeout": 20,
    "keepalive": 5,
    "loglevel": "warning",
    "limit_request_line": 8190,  # the most that the server can: of what it refuses itself it knows no language
}
# With the databases' files it stays below the 1,024 that a service may open as a rule: a process that may open no more
# ends, and with it what it was answering. Who comes later waits in the queue.
_CONNECTIONS: Final = 500
# What a file may tune; all else follows from how the hub seals its log and keeps its one writer.
TUNABLE: Final = frozenset(_USUAL) | {
    "backlog",
    "ca_certs",
    "certfile",
    "keyfile",
    "limit_request_field_size",
    "limit_request_fields",
    "max_requests",
    "max_requests_jitter",
    "worker_tmp_dir",
}


@click.command(short_help="Serve the hub in production.")
@click.option(
    "--i-accept-file-keys",
    "accept_file_keys",
    is_flag=True,
    help="Keep the master keys in a file. Whoever is root on this machine can then copy them.",
)
@click.option(
    "--gunicorn",
    "tuning",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A Python file that tunes the server, such as deploy/gunicorn.conf.py.",
)
def serve(*, accept_file_keys: bool, tuning: Path | None) -> None:
    """Serve the hub in production, until SIGTERM or SIGINT ends it.

    Put a reverse proxy with TLS in front (see deploy/). Refuses to start with demo data, with debugging
    on, with keys in a file unless you accept that, and on a database that could lose a commit.
    With SQLite there is exactly one process; with PostgreSQL as many as HUB_PROCESSES says.
    """
    settings = read_settings(Mode.PRODUCTION)
    _refuse_unfit(settings)
    refuse_forgetful(settings.home)
    with writing(settings):
        refuse_deaf(settings)
        Server(settings, accept_file_keys=accept_file_keys, tuning=read_tuning(tuning)).run()


class Server(BaseApplication):
    """Gunicorn without its command line: every serving process builds its own ground, seals, then answers."""

    def __init__(
        self, settings: Settings, *, accept_file_keys: bool = False, tuning: Mapping[str, Any] | None = None
    ) -> None:
        self._settings = settings
        self._tuning = tuning or {}
        self._build = partial(build_ground, settings, accept_file_keys=accept_file_keys)
        self._secret = form_secret(settings)
        self._home = settings.home
        self._threads: list[Sealer | Chores | LookBack] = []
        self._refuse_bad_ground()
        super().__init__()

    def load_config(self) -> None:
        settings = self._settings
        chosen: dict[str, Any] = {
            "bind": f"[{settings.bind}]:{settings.port}"
            if ":" in settings.bind
            else f"{settings.bind}:{settings.port}",
            "workers": 1 if settings.uses_sqlite else settings.processes,
            "worker_class": Worker,
            "threads": settings.threads,
            "worker_connections": _CONNECTIONS,
            "control_socket_disable": True,
            "forwarder_headers": "",  # else SCRIPT_NAME in a request would say where the hub begins
            "accesslog": None,  # addresses hold ids and links; who did what stands in the access log of the hub
            "pre_fork": _choose_processor,
            "post_fork": lambda _arbiter, worker: stay_on(worker.processor),
            "worker_exit": lambda _arbiter, _worker: self._stop_threads(),
        }
        for name, value in {**_USUAL, **self._tuning, **chosen}.items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        """Run in each serving process after the fork, before it takes a request."""
        configure_notes()
        call_connections()
        ground = self._build()
        app = create_app(ground, csrf_secret=self._secret)
        answering = read_out(app.wsgi_app)
        hops = self._settings.proxies
        if hops:
            answering = ProxyFix(answering, x_for=hops, x_proto=hops)
        app.wsgi_app = answering  # type: ignore[assignment,method-assign]
        gc.collect()
        gc.freeze()  # what is there now stays until the end: each full look at it would cost more than many pages
        for thread in (Sealer(ground, self._home), Chores(ground), LookBack(ground)):
            thread.start()
            self._threads.append(thread)
        return app

    def _refuse_bad_ground(self) -> None:
        # In the parent, so that a bad setting ends the command with its one line and not a crash loop of children.
        ground = self._build()
        refuse_lost_key_store(self._settings)  # before the forms: an empty one has none, and is sent to `hub init`
        refuse_old_form(ground.store, "case")
        refuse_old_form(ground.key_store, "keys")
        refuse_strange_keys(ground)
        refuse_shorter(self._home, ground)
        seal_all(ground)
        (self._home / GONE).unlink(missing_ok=True)  # started anew
        create_app(ground, csrf_secret=self._secret)
        ground.store.close()
        ground.key_store.close()

    def _stop_threads(self) -> None:
        while self._threads:  # the sealer last: it seals what the chores wrote
            self._threads.pop().stop()


def _choose_processor(arbiter: Any, worker: Any) -> None:
    worker.processor = least_held(other.processor for other in arbiter.WORKERS.values())


def read_tuning(file: Path | None) -> Mapping[str, Any]:
    """Return what a tuning file sets. Raises SettingsError for what it may not set."""
    if file is None:
        return {}
    found = {name: value for name, value in run_path(str(file)).items() if not name.startswith("_")}
    for name in sorted(set(found) - TUNABLE):
        raise SettingsError(f"{file}: {name} is not for tuning; what is: {', '.join(sorted(TUNABLE))}")
    return found


def refuse_deaf(settings: Settings) -> None:
    """Raise SettingsError where nobody could be listened to, in one line: the server would try for seconds."""
    try:
        with socket.socket(socket.AF_INET6 if ":" in settings.bind else socket.AF_INET) as tried:
            tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # as the server itself does
            tried.bind((settings.bind, settings.port))
    except OSError as error:
        where = f"HUB_BIND, HUB_PORT: cannot listen on {settings.bind}, port {settings.port}"
        raise SettingsError(f"{where} ({error.strerror}); mend them, or end what has it") from error


def _refuse_unfit(settings: Settings) -> None:
    if (settings.home / DEMO).exists():
        raise SettingsError(f"{settings.home} holds a demo; production needs a HUB_HOME of its own")
    if os.environ.get("FLASK_DEBUG", "0") not in {"", "0", "false"}:
        raise SettingsError("FLASK_DEBUG is set; production serves without debugging")
