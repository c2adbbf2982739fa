"""Builds the app from its ground: every blueprint of the table behind its guard, and nothing else."""

from urllib.parse import urlsplit

from flask import Flask, Request
from flask_wtf import CSRFProtect
from werkzeug.routing import MapAdapter

from hub.signin.guards import open_to_all
from hub.store.ground import Ground
from hub.web import admission, errors, headers, language, openapi, pages, words
from hub.web.answers import Orjson
from hub.web.blueprints import TABLE
from hub.web.files import OurRequest
from hub.web.form_session import FormSessions


class _OurApp(Flask):
    """Goes by the name in the settings, never by what a request calls it: that may be no name at all."""

    def create_url_adapter(self, request: Request | None) -> MapAdapter | None:
        if request is None:
            return super().create_url_adapter(None)
        address = urlsplit(self.extensions["hub"].settings.base_url)
        return self.url_map.bind_to_environ(request.environ, address.netloc, "")


def create_app(ground: Ground, *, csrf_secret: bytes) -> Flask:
    """`csrf_secret` signs the forms' tokens; all processes of one installation share it."""
    app = _OurApp(__name__)
    app.extensions["hub"] = ground
    app.request_class = OurRequest
    app.json = Orjson(app)
    app.session_interface = FormSessions()
    https = ground.settings.base_url.startswith("https://")
    _configure(app, csrf_secret, https=https)
    language.register(app)
    words.register(app)
    pages.register(app, demo=ground.settings.demo)
    errors.register(app)
    admission.register(app, CSRFProtect(app))
    headers.register(app, https=https)
    for row in TABLE:
        app.register_blueprint(row.blueprint, url_prefix=row.prefix or None)
    openapi.register(
        app,
        public={row.blueprint.name for row in TABLE if row.guard is open_to_all},
        roles={row.blueprint.name: row.roles for row in TABLE if row.roles is not None},
    )
    return app


def _configure(app: Flask, csrf_secret: bytes, *, https: bool) -> None:
    app.config.update(
        SECRET_KEY=csrf_secret,
        SESSION_COOKIE_NAME="__Host-form" if https else "form",
        SESSION_COOKIE_SECURE=https,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Strict",
        SESSION_REFRESH_EACH_REQUEST=False,
        # Checked by hub.web.admission, after the guard. It is bound to the browser's session, so no hour runs out
        # while somebody writes; and our Referrer-Policy leaves no referrer to compare.
        WTF_CSRF_CHECK_DEFAULT=False,
        WTF_CSRF_TIME_LIMIT=None,
        WTF_CSRF_SSL_STRICT=False,
        TEMPLATES_AUTO_RELOAD=False,
    )
    app.url_map.merge_slashes = False
    app.url_map.strict_slashes = True
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
