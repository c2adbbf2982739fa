# What the hub uses of flask-smorest, which ships without types.
from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

import flask
from apispec import APISpec
from marshmallow import Schema

_Route = TypeVar("_Route", bound=Callable[..., Any])
_Schema = type[Schema] | Schema

class Blueprint(flask.Blueprint):
    description: str
    def __init__(self, name: str, import_name: str, *, description: str = ..., **kwargs: Any) -> None: ...
    def route(self, rule: str, **options: Any) -> Callable[[_Route], _Route]: ...
    def arguments(
        self,
        schema: _Schema,
        *,
        location: str = ...,
        content_type: str | None = ...,
        required: bool = ...,
        description: str | None = ...,
        example: Mapping[str, Any] | None = ...,
        examples: Mapping[str, Any] | None = ...,
        **kwargs: Any,
    ) -> Callable[[Callable[..., Any]], Callable[..., Any]]: ...
    def response(
        self,
        status_code: int,
        schema: _Schema | str | Mapping[str, Any] | None = ...,
        *,
        content_type: str | None = ...,
        description: str | None = ...,
        example: Mapping[str, Any] | None = ...,
        examples: Mapping[str, Any] | None = ...,
        headers: Mapping[str, Any] | None = ...,
    ) -> Callable[[Callable[..., Any]], Callable[..., Any]]: ...
    def alt_response(
        self, status_code: int, response: str | None = ..., *, schema: _Schema | None = ..., **kwargs: Any
    ) -> Callable[[Callable[..., Any]], Callable[..., Any]]: ...
    def register_views_in_doc(
        self, api: Api, app: flask.Flask, spec: APISpec, *, name: str, parameters: Sequence[Any] | None
    ) -> None: ...
    @staticmethod
    def doc(**kwargs: Any) -> Callable[[_Route], _Route]: ...

class Api:
    ERROR_SCHEMA: type[Schema]
    spec: APISpec
    def __init__(self, app: flask.Flask | None = ..., *, spec_kwargs: Mapping[str, Any] | None = ...) -> None: ...
    def register_blueprint(self, blp: Blueprint, *, parameters: Sequence[Any] | None = ..., **options: Any) -> None: ...
    def _register_error_handlers(self) -> None: ...
