# What the hub uses of flask-smorest, which ships without types.
from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

import flask
from apispec import APISpec
from apispec.ext.marshmallow import MarshmallowPlugin
from marshmallow import Schema

_Route = TypeVar("_Route", bound=Callable[..., Any])
_Schema = type[Schema] | Schema

class Blueprint(flask.Blueprint):
    description: str
    def __init__(self, name: str, import_name: str, *, description: str = ...) -> None: ...
    def route(self, rule: str, **options: Any) -> Callable[[_Route], _Route]: ...
    def arguments(
        self, schema: _Schema, *, location: str = ..., required: bool = ...
    ) -> Callable[[Callable[..., Any]], Callable[..., Any]]: ...
    def response(
        self,
        status_code: int,
        schema: _Schema | str | Mapping[str, Any] | None = ...,
        *,
        content_type: str | None = ...,
    ) -> Callable[[Callable[..., Any]], Callable[..., Any]]: ...
    def alt_response(
        self, status_code: int, *, schema: _Schema | None = ..., description: str | None = ...
    ) -> Callable[[Callable[..., Any]], Callable[..., Any]]: ...
    def register_views_in_doc(
        self, api: Api, app: flask.Flask, spec: APISpec, *, name: str, parameters: Sequence[Any] | None
    ) -> None: ...
    @staticmethod
    def doc(**kwargs: Any) -> Callable[[_Route], _Route]: ...

class Api:
    ERROR_SCHEMA: type[Schema]
    spec: APISpec
    ma_plugin: MarshmallowPlugin
    def __init__(self, app: flask.Flask | None = ..., *, spec_kwargs: Mapping[str, Any] | None = ...) -> None: ...
    def register_blueprint(self, blp: Blueprint, *, parameters: Sequence[Any] | None = ..., **options: Any) -> None: ...
    def _register_error_handlers(self) -> None: ...
