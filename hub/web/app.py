"""Builds the app from its ground: every blueprint of the table behind its guard, and nothing else."""

from flask import Flask, request
from flask_smorest import Api
from flask_smorest import Blueprint as ApiBlueprint

from hub.store.errors import NotShown
from hub.store.ground import Ground
from hub.web.blueprints import API, TABLE


def create_app(ground: Ground, *, csrf_secret: bytes) -> Flask:
    """`csrf_secret` signs the forms' tokens; all processes of one installation share it."""
    app = Flask(__name__)
    app.extensions["hub"] = ground
    app.config.update(
        SECRET_KEY=csrf_secret,
        API_TITLE="Ingången",
        API_VERSION="1",
        OPENAPI_VERSION="3.1.0",
    )
    api = Api(app)
    for row in TABLE:
        if isinstance(row.blueprint, ApiBlueprint):
            api.register_blueprint(row.blueprint, url_prefix=API)
        else:
            app.register_blueprint(row.blueprint, url_prefix=row.prefix or None)
    _guard(app)
    return app


def _guard(app: Flask) -> None:
    rows = {row.blueprint.name: row for row in TABLE}

    @app.before_request
    def pass_guard() -> None:
        if request.endpoint == "static":
            return
        row = rows.get(request.blueprint or "")
        if row is None:
            raise NotShown
        row.guard(row.surface)
