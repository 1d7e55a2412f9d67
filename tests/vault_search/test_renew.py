"""The index key can be changed while the instance serves: at every moment of it, whoever may be found is found."""

import argparse
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.conf import settings

from azukari.cli import keys, search_index
from azukari.core.ledger.models import Pending
from azukari.core.policy_versions.current import Current
from azukari.core.vault import index_rebuild, index_renew
from azukari.core.vault.duplicates import look_for_duplicates
from azukari.core.vault.find import confirmed_person, confirmed_tokens
from azukari.core.vault.index_renew import in_use, is_behind, outdated, renew
from azukari.core.vault.index_token import begins, token_of, versions
from azukari.core.vault.merge import merge, part
from azukari.core.vault.models import DuplicatePair, SealedValue, SearchCode, SearchIndex
from azukari.lib.instance import write_key
from azukari.policy.terms import Category
from azukari.shells.worker.key_control import findings as control
from tests.console import desks
from tests.vault_search.finding import found


class Stopped(Exception):
    """As if the process had been killed there."""


@pytest.fixture(autouse=True)
def tidy(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The keys of the instance as they were, small batches, and no wait."""
    folder = settings.AZUKARI.keys
    before = {path: path.read_bytes() for path in folder.glob("index-*")}
    monkeypatch.setattr(search_index, "IN_FLIGHT", 0)
    monkeypatch.setattr(index_renew, "BATCH", 2)
    monkeypatch.setattr(index_rebuild, "BATCH", 2)
    yield
    for path in folder.glob("index-*"):
        if path not in before:
            path.unlink()
    for path, content in before.items():
        path.touch(0o600)
        path.write_bytes(content)


def _members(count: int) -> list[Any]:
    return [
        desks.register("membership", {"name": f"Marker {n}", "email": f"m{n}@example.org"}).person for n in range(count)
    ]


def _rotate(**options: bool) -> None:
    keys.run(argparse.Namespace(which="index", keep_old=False, **options))


def _all_are_found(people: list[Any]) -> None:
    for number, person in enumerate(people):
        address = f"m{number}@example.org"
        assert confirmed_person(address) == person
        token = token_of(Category.EMAIL, address)
        assert token is not None
        assert confirmed_tokens({token}) == {token}
    assert found("marker") == set(people)
    assert confirmed_person("nobody@example.org") is None


def test_afterwards_nothing_is_left_of_the_old_key(published: Current) -> None:
    people = _members(3)
    before, codes = set(SealedValue.objects.values_list("token")), set(SearchCode.objects.values_list("value", "code"))
    _rotate()
    _all_are_found(people)
    assert versions() == (2,)
    assert in_use() == {2}
    assert not is_behind()
    assert not before & set(SealedValue.objects.exclude(token=None).values_list("token"))
    assert codes != set(SearchCode.objects.values_list("value", "code"))
    assert Pending.objects.filter(kind="vault:key:rotated").count() == 1


_STEPS = ("begin", "renew", "rebuild", "record_rotation", "_remove_old", "during renew", "during rebuild")


@pytest.mark.parametrize("step", _STEPS)
def test_stopped_at_any_step_it_goes_on_and_nobody_is_lost(
    step: str, published: Current, monkeypatch: pytest.MonkeyPatch
) -> None:
    people = _members(4)

    def stop(*_args: Any, **_words: Any) -> None:
        raise Stopped

    with monkeypatch.context() as patched:
        if step.startswith("during"):
            name = step.removeprefix("during ")
            real: Callable[..., int] = getattr(search_index, name)
            stopping = (lambda *_: real(stop)) if name == "renew" else (lambda now, *_: real(now, stop))
            patched.setattr(search_index, name, stopping)
        else:
            patched.setattr(search_index, step, stop)
        with pytest.raises(Stopped):
            _rotate()
    _all_are_found(people)
    people.append(desks.register("membership", {"name": "Marker 4", "email": "m4@example.org"}).person)
    _all_are_found(people)
    if step not in ("record_rotation", "_remove_old"):
        assert any("keys rotate index" in sentence for sentence in control(desks.moment()))
    _rotate()
    _all_are_found(people)
    assert len(versions()) == 1
    assert in_use() == {*versions()}
    assert not outdated().exists()
    assert set(SearchIndex.objects.values_list("key", flat=True)) == in_use()
    assert not list(control(desks.moment()))


@pytest.fixture
def half_way(published: Current) -> list[Any]:
    """Two members under the old key, and one under the new: none has moved over yet."""
    people = _members(2)
    write_key(settings.AZUKARI.keys / "index-2")
    people.append(desks.register("membership", {"name": "Marker 2", "email": "m2@example.org"}).person)
    assert in_use() == {1, 2}
    return people


def test_an_address_under_the_old_key_is_no_second_person(half_way: list[Any]) -> None:
    again = desks.register("magazine", {"email": "m0@example.org"})
    assert again.person == half_way[0]


def test_a_merge_half_way_is_parted_as_before(half_way: list[Any]) -> None:
    """A registration under an address that only the merged record had goes with it, whichever key made its token."""
    one, other, _third = half_way
    done = merge(other, into=one, purpose="membership", actor=desks.OPERATOR, now=desks.moment())
    since = desks.register("magazine", {"email": "m1@example.org"})
    assert since.person == one
    assert SealedValue.objects.filter(person_id=one, token__gte=begins(2)).exists()
    assert SealedValue.objects.filter(person_id=one, token__lt=begins(2)).exists()
    part(done, actor=desks.OPERATOR, now=desks.moment())
    assert confirmed_person("m1@example.org") == other
    assert set(SealedValue.objects.filter(submission_id=since.submission).values_list("person_id", flat=True)) == {
        other
    }


def test_suggested_duplicates_stay_until_tokens_can_be_compared_again(published: Current) -> None:
    for n in range(2):
        desks.register("membership", {"name": "Marker Same", "email": f"m{n}@example.org"})
    look_for_duplicates(desks.moment())
    before = DuplicatePair.objects.count()
    assert before
    write_key(settings.AZUKARI.keys / "index-2")
    value = SealedValue.objects.filter(category=Category.NAME).first()
    assert value is not None
    index_renew.renew_of([value.person_id])
    look_for_duplicates(desks.moment())
    assert DuplicatePair.objects.count() == before
    renew()
    look_for_duplicates(desks.moment())
    assert DuplicatePair.objects.count() == before


def test_what_nobody_may_find_is_found_by_nothing_afterwards_either(published: Current) -> None:
    desks.register("membership", confirmed=False)
    _rotate()
    assert not SealedValue.objects.exclude(token=None).exists()
    assert not SearchCode.objects.exists()


def test_a_token_says_nothing(published: Current) -> None:
    one, other = (token_of(Category.EMAIL, f"{name}@example.org") for name in "ab")
    assert one == token_of(Category.EMAIL, "A@example.org ")
    assert one != other
    assert token_of(Category.NAME, "a") != token_of(Category.PHONE, "a")
    assert b"a@example" not in bytes(one or b"")
    assert token_of(Category.MESSAGE, "a") is None
