"""Files and functions stay short: most of them very short, none of them long."""

from statistics import median, quantiles

from tests.architecture.source import ALL, PRODUCT, files, functions, length, name

LONGEST_FILE, LONGEST_FUNCTION = 400, 60


def test_no_file_is_long() -> None:
    lines = {name(path): path.read_text().count("\n") for path in files(*ALL)}
    assert {path: count for path, count in lines.items() if count > LONGEST_FILE} == {}


def test_no_function_is_long() -> None:
    # A migration is one list of what was done, in order; cutting it up would hide the order.
    found = {
        f"{name(path)}:{function.name}": length(function)
        for path in files(*ALL)
        if not name(path).startswith("migrations/")
        for function in functions(path)
    }
    assert {where: lines for where, lines in found.items() if lines > LONGEST_FUNCTION} == {}


def test_most_files_and_functions_are_very_short() -> None:
    lines = [path.read_text().count("\n") for path in files(*PRODUCT)]
    lengths = [length(function) for path in files(*PRODUCT) for function in functions(path)]
    assert median(lines) <= 90
    assert quantiles(lines, n=10)[-1] <= 200
    assert median(lengths) <= 8
    assert quantiles(lengths, n=10)[-1] <= 25
