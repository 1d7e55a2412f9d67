"""Every regular expression of the program takes linear time, or is an exception with its reason."""

import re
import tomllib
from pathlib import Path

from tests.linear.measured import LINEAR, worst
from tests.linear.patterns import Found, everything

EXCEPTIONS = tomllib.loads((Path(__file__).parent / "exceptions.toml").read_text("utf-8"))


def test_every_expression_is_linear_or_has_a_reason() -> None:
    steep, unknown = {}, set()
    for found in everything():
        if found.pattern is None:
            unknown.add(found.place)
        elif found.place not in EXCEPTIONS["steep"] and (grown := worst(found))[0] > LINEAR:
            steep[found.place] = grown
    assert steep == {}
    assert unknown == EXCEPTIONS["unknown"].keys()


def test_each_exception_is_of_an_expression_that_is_there() -> None:
    assert EXCEPTIONS["steep"].keys() <= {found.place for found in everything()}


def test_what_is_steep_is_found() -> None:
    for spelled in (r"[\w.+-]+\s?@", r"\s+x", r"(?:a+)+b", r"(?:a|a|a)+b", r"<[^>]*>", r"from:.*<?[^\s@]+@[^\s@]+>?!"):
        grown, attack = worst(Found("", frozenset({"finditer"}), re.compile(spelled)))
        assert grown > LINEAR, (spelled, attack)
