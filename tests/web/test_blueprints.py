"""Every blueprint has exactly one guard, and what has none answers nobody."""

from flask import Blueprint, Flask

from hub.web.blueprints import API, PAGES, TABLE


def test_each_blueprint_with_routes_stands_once_in_the_table(app: Flask) -> None:
    with_routes = {rule.endpoint.rpartition(".")[0] for rule in app.url_map.iter_rules() if rule.endpoint != "static"}
    in_table = [row.blueprint.name for row in TABLE]
    assert sorted(with_routes) == sorted(in_table)


def test_each_row_has_one_of_two_prefixes() -> None:
    assert {row.prefix for row in TABLE} == {API, PAGES}


def test_all_addresses_under_api_belong_to_the_api(app: Flask) -> None:
    rows = {row.blueprint.name: row for row in TABLE}
    for rule in app.url_map.iter_rules():
        if rule.endpoint != "static":
            row = rows[rule.endpoint.rpartition(".")[0]]
            assert rule.rule.startswith("/api/") is (row.surface == "api"), rule.rule


def test_an_address_tells_no_more_methods_than_it_is_described_with(app: Flask) -> None:
    """An id in one address must not be what stands in the other."""
    described: dict[str, dict[str, object]] = app.test_client().get(f"{API}/openapi.json").get_json()["paths"]
    answers = app.url_map.bind("")
    for path, operations in described.items():
        if "{" not in path:
            told = {method.lower() for method in answers.allowed_methods(path)} - {"head", "options"}
            assert told == operations.keys(), path


def test_a_blueprint_outside_the_table_answers_nobody(app: Flask) -> None:
    stray = Blueprint("stray", __name__)
    stray.add_url_rule("/stray", view_func=lambda: "secret", endpoint="stray")
    app.register_blueprint(stray)
    answer = app.test_client().get("/stray")
    assert answer.status_code == 404
    assert answer.data == app.test_client().get("/nowhere").data


def test_a_route_on_the_app_itself_answers_nobody(app: Flask) -> None:
    app.add_url_rule("/bare", view_func=lambda: "secret", endpoint="bare")
    assert app.test_client().get("/bare").status_code == 404
