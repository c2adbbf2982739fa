"""Writes JSON answers: the bytes that orjson gives, names in the order in which the routes said them."""

from typing import Any

import orjson
from flask import Response
from flask.json.provider import JSONProvider


class Orjson(JSONProvider):
    """The app's only JSON; requests are read strictly before anything else reads them."""

    def dumps(self, obj: Any, **_: Any) -> str:
        return orjson.dumps(obj).decode()

    def loads(self, s: str | bytes, **_: Any) -> Any:
        return orjson.loads(s)

    def response(self, *args: Any, **kwargs: Any) -> Response:
        return Response(orjson.dumps(self._prepare_response_obj(args, kwargs)), content_type="application/json")
