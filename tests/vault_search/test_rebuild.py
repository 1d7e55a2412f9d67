"""The index can be made anew while it serves: after an upgrade, with another key, for many more people."""

from collections.abc import Callable, Iterator

import pytest
from django.conf import settings

from azukari.core.policy_versions.current import Current
from azukari.core.vault import index_rebuild
from azukari.core.vault.index_rebuild import begin, fits, rebuild, tend, unindexed
from azukari.core.vault.models import SearchCode, SearchIndex
from azukari.lib.instance import write_key
from azukari.policy.terms import Category
from tests.console import desks
from tests.vault_search.finding import found


@pytest.fixture
def second_key() -> Iterator[Callable[[], int]]:
    """Makes a second index key, which goes afterwards; returns its version."""
    path = settings.AZUKARI.keys / "index-2"

    def make() -> int:
        write_key(path)
        return 2

    yield make
    path.unlink()


def _register(count: int) -> set:
    return {
        desks.register("membership", {"name": f"Marker {n}", "email": f"m{n}@example.org"}).person for n in range(count)
    }


def test_values_from_before_the_index_are_given_codes(published: Current):
    people = _register(3)
    SearchCode.objects.all().delete()
    assert unindexed() == 9  # a name, an address and a number each
    assert found("marker") == set()
    assert rebuild(desks.moment()) == 9
    assert unindexed() == 0
    assert found("marker") == people


def test_who_waits_for_confirmation_is_left_out(published: Current):
    desks.register("membership", confirmed=False)
    assert unindexed() == 0
    assert rebuild(desks.moment()) == 0
    assert not SearchCode.objects.exists()


def test_a_rebuild_that_was_stopped_goes_on_where_it_was(published: Current, monkeypatch: pytest.MonkeyPatch):
    people = _register(4)
    SearchCode.objects.all().delete()
    monkeypatch.setattr(index_rebuild, "BATCH", 5)

    class Stopped(Exception):
        pass

    def stop(done: int) -> None:
        raise Stopped

    with pytest.raises(Stopped):
        rebuild(desks.moment(), stop)
    assert unindexed() == 7
    assert rebuild(desks.moment()) == 7
    assert found("marker") == people


def test_under_a_new_key_nothing_is_lost_while_both_are_in_use(
    second_key: Callable[[], int], published: Current, monkeypatch: pytest.MonkeyPatch
):
    people, now = _register(4), desks.moment()
    before = set(SearchCode.objects.values_list("value", "lane", "code"))
    begin(now, key=second_key())
    assert found("marker") == people
    people |= {desks.register("membership", {"name": "Marker New", "email": "new@example.org"}).person}
    assert found("marker") == people
    assert {index.number for index in SearchIndex.objects.all()} == {1, 2}
    rebuild(now)
    assert found("marker") == people
    assert found("m1@", Category.EMAIL) <= people
    assert [(index.number, index.key) for index in SearchIndex.objects.all()] == [(2, 2)]
    assert not SearchCode.objects.filter(index__number=1).exists()
    assert before - set(SearchCode.objects.values_list("value", "lane", "code"))


def test_it_grows_with_the_number_of_people(published: Current, monkeypatch: pytest.MonkeyPatch):
    people, now = _register(2), desks.moment()
    tend(now)
    assert SearchIndex.objects.get().bits == 2
    monkeypatch.setattr(index_rebuild, "bits_for", lambda _people: 12)
    assert not fits(now)
    tend(now)
    assert [index.bits for index in SearchIndex.objects.order_by("number")] == [2, 12]
    assert found("marker") == people
    tend(now)
    assert SearchIndex.objects.get().bits == 12
    assert fits(now)
    assert found("marker") == people


def test_it_shrinks_before_people_stand_alone(published: Current, monkeypatch: pytest.MonkeyPatch):
    _register(1)
    SearchIndex.objects.update(bits=9)
    monkeypatch.setattr(index_rebuild, "bits_for", lambda _people: 8)
    assert fits(desks.moment())
    monkeypatch.setattr(index_rebuild, "bits_for", lambda _people: 7)
    assert not fits(desks.moment())


def test_nothing_begins_anew_where_nothing_changed(published: Current):
    _register(1)
    begin(desks.moment())
    begin(desks.moment())
    assert SearchIndex.objects.get().number == 1
