"""Whoever is meant is found, and nobody else: a thousand names, typed in every way that people type."""

from uuid import UUID

import pytest

from azukari.core.policy_versions.current import Current, charters
from azukari.core.vault.index_rebuild import begin, rebuild
from azukari.core.vault.index_search import meant
from azukari.core.vault.index_words import matcher
from azukari.policy.terms import Category
from tests.console import desks
from tests.sizes import how_many, turn
from tests.vault_search.crowd import gather
from tests.vault_search.finding import found
from tests.vault_search.names import Name, thousand, typings


def _answers(name: Name) -> dict[str, str]:
    return {"name": name.text, "name_kana": name.reading} if name.reading else {"name": name.text}


def _means(typed: str, name: Name) -> bool:
    is_meant = matcher(Category.NAME, typed)
    return is_meant(name.text) or bool(name.reading and is_meant(name.reading))


def test_every_typing_means_its_name():
    missed = [(name, typed) for name in thousand() for typed in typings(name) if not _means(typed, name)]
    assert not missed


def test_a_thousand_names_are_found_however_they_are_typed(published: Current):
    """Each name in one of its typings, every typing for some name; nobody else is ever among those found.

    A third of the names with each commit, all of them when all is asked for.
    """
    now, apart = desks.moment(), len(thousand()) // how_many("AZUKARI_NAMES")
    names = thousand()[turn(apart) :: apart]
    people = gather(len(names), lambda number: _answers(names[number]))
    begin(now)
    rebuild(now)
    name_of = dict(zip(people, names, strict=True))
    missed: list[str] = []
    wrong: list[tuple[str, UUID]] = []
    for number, (person, name) in enumerate(name_of.items()):
        ways = list(typings(name))
        typed = ways[number % len(ways)]
        got, more = meant(Category.NAME, typed, "membership", now, 50, known=charters())
        assert not more
        if person not in got:
            missed.append(typed)
        wrong += [(typed, other) for other in got if not _means(typed, name_of[other])]
    assert (missed, wrong) == ([], [])


@pytest.mark.parametrize(
    ("category", "typed"),
    [
        (Category.EMAIL, "aoba-marker@example.org"),
        (Category.EMAIL, "AOBA-Marker@EXAMPLE.org"),
        (Category.EMAIL, "ａｏｂａ－ｍ"),
        (Category.EMAIL, " aoba"),
        (Category.PHONE, "03-1234-5678"),
        (Category.PHONE, "０３（１２３４）５６７８"),
        (Category.PHONE, "+81 3 1234 5678"),
        (Category.PHONE, "03-12"),
        (Category.PHONE, "5678"),
        (Category.PHONE, "1234-5678"),
        (Category.NAME, "ao"),
        (Category.NAME, "ＭＡＲＫＥＲ　ａｏ"),
    ],
)
def test_addresses_and_numbers_are_found_by_their_beginning_and_numbers_by_their_end(
    category: Category, typed: str, published: Current
):
    registered = desks.register("membership")
    desks.register("membership", {"name": "Bea Other", "email": "bea@example.org", "phone": "090-1111-2222"})
    assert found(typed, category) == {registered.person}


@pytest.mark.parametrize("typed", ["Marker Aobx", "oba", "aobaa"])
def test_what_nobody_wrote_finds_nobody(typed: str, published: Current):
    desks.register("membership")
    assert found(typed) == set()
