"""What reads text from outside takes linear time: parsers of libraries, and loops of our own."""

from collections.abc import Callable

import pytest

from tests.linear.parsers import PARSERS, STEEP, worst


@pytest.mark.parametrize("parser", PARSERS)
def test_it_is_linear(parser: str) -> None:
    run, times = worst(parser)
    assert times < STEEP, (parser, run)


def _steep(text: str) -> Callable[[], object]:
    return lambda: [text[at:].count("b") for at in range(0, len(text), 4)]


def test_what_is_steep_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(PARSERS, "steep", _steep)
    assert worst("steep")[1] > STEEP
