"""What schemas say is told in Swedish, under the field's own name."""

import pytest
from marshmallow import Schema, ValidationError, fields, validate

from hub.web.schema_words import swedish


class Row(Schema):
    category = fields.String(required=True, validate=validate.OneOf(["C01"]))
    until = fields.Date()
    count = fields.Integer(strict=True, validate=validate.Range(min=1, max=9))
    text = fields.String(validate=validate.Length(max=3))
    yes = fields.Boolean()


class Body(Schema):
    rows = fields.List(fields.Nested(Row), required=True)


def _told(body: object) -> dict[str, list[str]]:
    try:
        Body().load(body)  # type: ignore[arg-type]  # what a stranger may send
    except ValidationError as error:
        return swedish({"json": error.messages})
    return {}


def test_names_are_dotted_and_indexed() -> None:
    assert _told({"rows": [{"category": "C01"}, {}]}) == {"rows.1.category": ["Det här behöver fyllas i."]}
    assert _told({"rows": [], "more": 1}) == {"more": ["Fältet finns inte."]}
    assert _told([]) == {"": ["Det här ska vara namn och värden."]}


class Bounded(Schema):
    both = fields.Integer(validate=validate.Range(min=1, max=100))
    least = fields.Integer(validate=validate.Range(min=1))
    most = fields.Integer(validate=validate.Range(max=9))


def test_a_number_out_of_range_is_told_the_range() -> None:
    wanted = {"both": ["Skriv ett tal från 1 till 100."], "least": ["Skriv ett tal som är minst 1."]}
    for both in (0, 101):
        with pytest.raises(ValidationError) as raised:
            Bounded().load({"both": both, "least": 0, "most": 10})
        assert swedish(raised.value.messages_dict) == wanted | {"most": ["Skriv ett tal som är högst 9."]}


def test_every_kind_of_mistake_has_a_swedish_sentence() -> None:
    row = {"category": "canary", "until": "canary", "count": 99, "text": "canary", "yes": "canary"}
    told = _told({"rows": [row]})
    sentences = [sentence for found in told.values() for sentence in found]
    assert len(sentences) == 5
    for sentence in sentences:
        assert not sentence.startswith(("Not ", "Must ", "Longer ", "Invalid "))
        assert "canary" not in sentence
