"""Random drafts (hypothesis): what the editor and a text editor can leave behind and the parser still takes.

A whole policy, the starter or a random one, is gone over as an author would in the middle of work: words are missing in
a language or in both, items are gone that others name, new ones stand there empty, names name nothing.
"""

import json
from collections.abc import Callable, Iterator
from copy import deepcopy
from itertools import islice
from typing import Any

from hypothesis import assume
from hypothesis import strategies as st

from azukari.features.policy.pages import blank
from azukari.policy.finding import PolicyError
from azukari.policy.parse import STARTER, document, load, parse
from azukari.policy.reading import Word, Words
from azukari.policy.shape import Keyed, Listed, Record
from azukari.policy.terms import Policy
from azukari.policy.tree import Plain, Spot, everywhere, whole
from tests.any_policy import POLICIES
from tests.sizes import how_many

type Draw = Callable[[st.SearchStrategy[Any]], Any]

_STARTER = document(load(STARTER))
_NAMED = {"Field": "id", "Section": "slug", "Clause": "slug"}
_MOST = 6

MORE = how_many("AZUKARI_DRAFTS")
"""How many times as many drafts are tried as each test has time for."""


def spots(plain: Plain) -> Iterator[Spot]:
    """Every place of the document, from the top down."""
    yield from islice(everywhere(whole(plain)), 1, None)


def _of(draw: Draw, plain: Plain, *shapes: type) -> Spot | None:
    found = [spot for spot in spots(plain) if isinstance(spot.shape, shapes) and spot.value]
    return draw(st.sampled_from(found)) if found else None


def _gap(draw: Draw, plain: Plain) -> None:
    """Words are missing in one language, in both, or have become an empty text."""
    spot = _of(draw, plain, Words)
    for lang in draw(st.sampled_from([("ja",), ("en",), ("ja", "en")])) if spot else ():
        if spot and draw(st.booleans()):
            spot.value.pop(lang, None)
        elif spot:
            spot.value[lang] = ""


def _gone(draw: Draw, plain: Plain) -> None:
    """An item is gone, whatever names it."""
    if spot := _of(draw, plain, Keyed, Listed):
        keys = list(spot.value) if isinstance(spot.value, dict) else range(len(spot.value))
        del spot.value[draw(st.sampled_from(list(keys)))]


def _new(draw: Draw, plain: Plain) -> None:
    """A new item stands there with nothing in it, as the editor's buttons leave it."""
    found = [s for s in spots(plain) if isinstance(s.shape, Keyed | Listed) and s.value is not None]
    spot = draw(st.sampled_from(found))
    if isinstance(spot.shape, Keyed):
        spot.value["brand-new"] = blank(spot.shape.value)
    elif isinstance(spot.shape.item, Record):
        name = _NAMED.get(spot.shape.item.of.__name__, "value")
        spot.value.append(blank(spot.shape.item) | {name: "new"})


def _dangling(draw: Draw, plain: Plain) -> None:
    """A list of names has one that nothing bears."""
    lists = [s for s in spots(plain) if isinstance(s.shape, Listed) and isinstance(s.shape.item, Word)]
    if lists and (spot := draw(st.sampled_from(lists))).value is not None:
        spot.value.append("nobody")


def _one_language(draw: Draw, plain: Plain) -> None:
    """The policy speaks one language only."""
    lang = draw(st.sampled_from(["ja", "en"]))
    plain["languages"] = [lang]
    for spot in spots(plain):
        if isinstance(spot.shape, Words) and spot.value:
            spot.value.pop("en" if lang == "ja" else "ja", None)


_DONE = (_gap, _gap, _gone, _new, _new, _dangling, _one_language)


@st.composite
def drafts(draw: Draw) -> Policy:
    """A draft that parses."""
    plain = deepcopy(draw(st.just(_STARTER) | POLICIES.map(document)))
    for _ in range(draw(st.integers(1, _MOST))):
        draw(st.sampled_from(_DONE))(draw, plain)
    try:
        return parse(json.dumps(plain, ensure_ascii=False))
    except PolicyError:
        assume(False)
        raise
