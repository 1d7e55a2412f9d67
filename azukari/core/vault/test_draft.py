"""A saved form: opened by its link alone until its last day, and gone with its letter; nothing of others goes."""

import base64
from datetime import timedelta
from uuid import UUID

import pytest
from django.db import transaction

from azukari.core.consent.models import Grant
from azukari.core.people.models import Person, Removal
from azukari.core.people.removals import RemovalKind, told_by
from azukari.core.policy_versions.current import Current
from azukari.core.vault import draft
from azukari.core.vault.draft import (
    WAIT,
    NoSuchDraft,
    Saved,
    Sealed,
    address_letter,
    expire,
    forget_letters,
    keep,
    link_of,
    new_link,
    opened,
    throw_away,
    throw_away_again,
    waiting,
)
from azukari.core.vault.inspect import orphans
from azukari.core.vault.models import Draft, DraftLetter, SealedValue
from azukari.core.vault.scan import remains
from azukari.lib.identifier import new_id
from azukari.policy.terms import CONFIRMATION, Ground
from tests.cast import NOW

pytestmark = pytest.mark.django_db

SECOND, DAY = timedelta(seconds=1), timedelta(days=1)
UNTIL = NOW + 14 * DAY


def saved(text: str = "one", *, until=UNTIL, form: str = "membership") -> str:
    link = new_link()
    keep(link, text, form=form, now=NOW, until=until)
    return link


def row(link: str) -> UUID:
    return draft._place(draft._secret(link))[0]


def lettered(link: str, address: str = "aoba@example.org") -> DraftLetter:
    with transaction.atomic():
        return address_letter(link, address, now=NOW)


def test_a_link_opens_what_was_saved_last_until_its_last_moment() -> None:
    link, other = saved(), saved("another", form="magazine")
    assert len(link) == 43
    assert opened(link, now=NOW) == Saved("membership", "one", NOW, UNTIL)
    keep(link, "two", form="membership", now=NOW + DAY, until=UNTIL + DAY)
    assert opened(link, now=UNTIL + DAY - SECOND) == Saved("membership", "two", NOW + DAY, UNTIL + DAY)
    assert opened(other, now=NOW) == Saved("magazine", "another", NOW, UNTIL)
    assert Draft.objects.count() == 2
    with pytest.raises(NoSuchDraft):
        opened(link, now=UNTIL + DAY)
    Draft.objects.filter(id=row(link)).update(form="magazine")
    with pytest.raises(NoSuchDraft):
        opened(link, now=NOW)


@pytest.mark.parametrize("wrong", ["A" * 43, "", "x", "not base64!", "A" * 39, "A" * 47, "ü" * 43])
def test_any_other_link_opens_nothing_and_throws_nothing_away(wrong: str) -> None:
    link = saved()
    with pytest.raises(NoSuchDraft):
        opened(wrong, now=NOW)
    throw_away(wrong, now=NOW)
    assert opened(link, now=NOW).text == "one"
    with pytest.raises(NoSuchDraft):
        lettered(wrong)
    assert not Person.objects.exists()


def removed() -> set[UUID]:
    told = [told_by(each) for each in Removal.objects.filter(kind=RemovalKind.THROWN_AWAY)]
    assert {each.person for each in told} <= {None}
    return {each.about for each in told}


def test_what_is_thrown_away_goes_with_its_letter_and_is_written_down(charter: Current) -> None:
    link, other = saved(), saved("another")
    mine, theirs = lettered(link), lettered(other)
    id = row(link)
    throw_away(link, now=NOW + DAY)
    assert [*Draft.objects.values_list("id", flat=True)] == [row(other)]
    assert waiting() == [theirs.id]
    assert [*Person.objects.values_list("id", flat=True)] == [theirs.stand_in_id]
    assert remains(mine.stand_in_id) == []
    assert removed() == {id}
    throw_away(link, now=NOW + DAY)
    assert not throw_away_again(id, now=NOW)
    assert removed() == {id}
    assert throw_away_again(row(other), now=NOW)
    assert removed() == {id, row(other)}
    assert waiting() == []


def test_what_nobody_went_on_with_goes_on_its_last_day(charter: Current) -> None:
    late, early = saved(), saved(until=UNTIL + SECOND)
    lettered(late)
    assert expire(UNTIL - SECOND) == 0
    assert Draft.objects.count() == 2
    assert expire(UNTIL) == 1
    assert [*Draft.objects.values_list("id", flat=True)] == [row(early)]
    assert waiting() == []
    assert expire(UNTIL) == 0


def test_a_letter_is_nobodys_and_carries_the_link_until_it_has_left(charter: Current) -> None:
    link, other = saved(), saved("another")
    made, theirs = lettered(link), lettered(other, "blue@example.org")
    assert {*waiting()} == {made.id, theirs.id}
    assert link_of(made.id) == Sealed(link, "membership", NOW, UNTIL)
    assert link_of(theirs.id) == Sealed(other, "membership", NOW, UNTIL)
    assert link_of(new_id()) is None
    person = Person.objects.get(id=made.stand_in_id)
    assert (person.created_at, person.confirmed_at) == (NOW, None)
    value = SealedValue.objects.get(person_id=made.stand_in_id)
    assert (value.submission_id, value.field, value.category, value.purposes, value.token) == (
        made.id, "email", "email", CONFIRMATION, None,
    )  # fmt: skip
    grant = Grant.objects.get(person_id=made.stand_in_id)
    assert (grant.submission_id, grant.purpose, grant.ground) == (made.id, CONFIRMATION, Ground.CONTRACT)
    assert (grant.begins_at, grant.ends_at, grant.charter_id) == (NOW, NOW + WAIT, charter.number)
    assert base64.urlsafe_b64decode(link + "=") not in bytes(DraftLetter.objects.get(id=made.id).link)
    assert [*orphans(NOW)] == []
    forget_letters([made.id], now=NOW + SECOND)
    assert link_of(made.id) is None
    assert waiting() == [theirs.id]
    assert remains(made.stand_in_id) == []
    assert opened(link, now=NOW).text == "one", "the form itself stays"
