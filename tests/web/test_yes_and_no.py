"""A yes or no in a body is true or false; a number is neither, wherever it is asked for."""

from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from marshmallow import Schema, ValidationError, fields

from hub.store.json_yes_no import YesNo, YesNoById, yes_no, yes_no_by_id
from hub.web.schema_words import swedish


class Asked(Schema):
    yes = yes_no(required=True)
    perhaps = yes_no(allow_none=True)
    each = yes_no_by_id("Each.")


@pytest.mark.parametrize("value", [1, 0, 1.0, 0.0, "true", "", [], {}])
def test_what_only_equals_it_is_none(value: object) -> None:
    with pytest.raises(ValidationError) as refused:
        Asked().load({"yes": value, "perhaps": value, "each": {"a": value}})
    say = ["Det här ska vara ja (true) eller nej (false)."]
    told = swedish({"json": refused.value.messages})
    assert told == {"yes": say, "perhaps": say, "each.a": say}


def test_true_false_and_where_it_may_be_null() -> None:
    for value in (True, False):
        assert Asked().load({"yes": value, "perhaps": None, "each": {"a": value}})["yes"] is value
    with pytest.raises(ValidationError):
        Asked().load({"yes": None})


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"a": None}, {"each.a": ["Det här behöver fyllas i."]}),
        ({"a" * 33: True}, {f"each.{'a' * 33}": ["Det här är för långt."]}),
        ([], {"each": ["Det här ska vara namn och värden."]}),
        (dict.fromkeys(map(str, range(201)), True), {"each": ["Det här är för långt."]}),
    ],
)
def test_what_is_wrong_with_one_answer_is_said_under_its_id(given: object, told: dict[str, list[str]]) -> None:
    with pytest.raises(ValidationError) as refused:
        Asked().load({"yes": True, "each": given})
    assert swedish({"json": refused.value.messages}) == told


def test_no_body_takes_any_other(app: Flask) -> None:
    found = list(_booleans(app))
    assert len(found) > 15
    assert [name for name, field in found if not isinstance(field, YesNo)] == []


def _booleans(app: Flask) -> Iterator[tuple[str, fields.Boolean]]:
    for view in app.view_functions.values():
        described: dict[str, Any] = getattr(view, "_apidoc", {}).get("arguments", {})
        for parameter in described.get("parameters", ()):
            if parameter["in"] == "json":
                schema = parameter["schema"]
                yield from _in_schema(schema() if isinstance(schema, type) else schema)


def _in_schema(schema: Schema) -> Iterator[tuple[str, fields.Boolean]]:
    for name, field in schema.fields.items():
        yield from _in_field(f"{type(schema).__name__}.{name}", field)


def _in_field(name: str, field: Any) -> Iterator[tuple[str, fields.Boolean]]:
    match field:
        case fields.Boolean():
            yield name, field
        case fields.Nested():
            yield from _in_schema(field.schema)
        case fields.List():
            yield from _in_field(name, field.inner)
        case fields.Dict():
            assert isinstance(field, YesNoById)
            yield from _in_field(name, field.value_field)
