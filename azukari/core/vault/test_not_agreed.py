"""A later use stays closed for whoever has not agreed to it, whether or not anybody asks them."""

import json
from collections.abc import Mapping
from contextlib import suppress
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from azukari.core.consent.covered import transferable
from azukari.core.consent.models import Grant
from azukari.core.ledger.models import Pending
from azukari.core.policy_versions.current import charters
from azukari.core.policy_versions.publish import PublicationRefused
from azukari.core.vault.events import VALUE_REFUSED, VALUE_RELEASED
from azukari.core.vault.hand_over import hand_over
from azukari.core.vault.index_search import search
from azukari.core.vault.reasons import Reason
from azukari.core.vault.refusal import Refused
from azukari.core.vault.release import Opened, release
from azukari.policy.terms import Actor, ActorKind, Category, Ground, Policy
from tests.cast import NOW, Known
from tests.charter.widened import (
    Edit,
    another_hand,
    field,
    phone_too,
    publish_widened,
    reworded,
    says_more,
    says_more_and_stops,
)

pytestmark = pytest.mark.django_db

LATER = NOW + timedelta(days=1)
EDITOR = Actor(ActorKind.STAFF, "6b1a9a4e-2f4e-4c6e-9b57-0c1d2e3f4a5b", frozenset({"magazine"}))
WORKER = Actor(ActorKind.SYSTEM, "worker")
EMAIL, NAME, PHONE = Category.EMAIL, Category.NAME, Category.PHONE


def opened(person: Known, *categories: Category, actor: Actor = EDITOR) -> set[Category]:
    """What opens of somebody for the magazine."""
    found = release(
        [person.id],
        purpose="magazine",
        categories=frozenset(categories),
        actor=actor,
        reason=Reason.SERVICE,
        now=LATER,
    )
    return {value.category for value in found.get(person.id, ())}


def refusals() -> list[dict[str, object]]:
    found = Pending.objects.filter(kind=VALUE_REFUSED.name).order_by("id").values_list("payload", flat=True)
    return [json.loads(payload) for payload in found]


def agree(person: Known, charter: int, fields: str = "") -> None:
    """A grant under the later charter, beside the one that is there."""
    old = Grant.objects.get(person=person.id, purpose="magazine")
    Grant.objects.create(
        person_id=person.id,
        submission_id=old.submission_id,
        purpose="magazine",
        ground=Ground.CONSENT,
        charter_id=charter,
        begins_at=NOW,
        opens=fields,
    )


def test_a_category_that_a_purpose_gained_opens_only_for_whoever_agreed(hanako: Known):
    assert opened(hanako, EMAIL, NAME) == {EMAIL, NAME}
    charter = publish_widened(phone_too, now=NOW)
    with pytest.raises(Refused) as caught:
        opened(hanako, PHONE)
    assert (caught.value.verdict.code, caught.value.verdict.clause) == ("use.not-agreed", "purposes.magazine.needs")
    assert refusals()[-1]["code"] == "use.not-agreed"
    agree(hanako, charter.number, "phone")
    assert opened(hanako, PHONE) == {PHONE}


def test_the_earlier_use_goes_on_and_the_trail_shows_what_stayed_closed(hanako: Known):
    publish_widened(phone_too, now=NOW)
    assert opened(hanako, EMAIL, NAME, PHONE) == {EMAIL, NAME}
    released = Pending.objects.filter(kind=VALUE_RELEASED.name).latest("id")
    assert json.loads(released.payload)["categories"] == ["email", "name"]
    assert refusals()[-1]["categories"] == ["phone"]


def test_a_yes_to_the_category_alone_opens_no_field_that_was_collected_for_something_else(hanako: Known):
    charter = publish_widened(phone_too, now=NOW)
    agree(hanako, charter.number)
    assert opened(hanako, EMAIL, PHONE) == {EMAIL}


def test_where_a_purpose_says_more_the_earlier_use_goes_on(hanako: Known):
    publish_widened(says_more, now=NOW)
    assert opened(hanako, EMAIL, NAME) == {EMAIL, NAME}
    assert _found(hanako.visitor.name, NAME)
    assert _handed(hanako, "kotori-mail") == {EMAIL, NAME}
    assert refusals() == []


def test_where_its_author_stops_the_earlier_use_it_stands_still(hanako: Known):
    charter = publish_widened(says_more_and_stops, now=NOW)
    for actor in (EDITOR, WORKER):
        with pytest.raises(Refused) as caught:
            opened(hanako, EMAIL, actor=actor)
        assert caught.value.verdict.code == "use.not-agreed-at-all"
    agree(hanako, charter.number)
    assert opened(hanako, EMAIL) == {EMAIL}


def test_mere_words_close_nothing(hanako: Known):
    publish_widened(reworded, now=NOW)
    assert opened(hanako, EMAIL, NAME) == {EMAIL, NAME}
    assert refusals() == []


def _found(typed: str, category: Category) -> bool:
    return bool(search(category, typed, purpose="magazine", actor=EDITOR, reason=Reason.SERVICE, now=LATER).people)


def test_a_search_meets_nobody_by_what_they_have_not_agreed_to(hanako: Known):
    charter = publish_widened(phone_too, now=NOW)
    number = hanako.visitor.phone
    assert _found(hanako.visitor.name, NAME)
    assert not _found(number, PHONE)
    agree(hanako, charter.number, "phone")
    assert _found(number, PHONE)
    publish_widened(phone_too, says_more_and_stops, now=NOW)
    assert not _found(hanako.visitor.name, NAME)


def _handed(person: Known, recipient: str) -> set[Category]:
    payload = {"recipient": recipient, "ground": "contract", "purpose": "magazine"}
    found = hand_over([person.id], purpose="magazine", categories=frozenset({EMAIL, NAME}), payload=payload, now=LATER)
    return {value.category for value in found.get(person.id, ())}


def test_a_company_that_people_were_not_told_of_is_handed_nothing(hanako: Known):
    assert _handed(hanako, "kotori-mail") == {EMAIL, NAME}
    charter = publish_widened(another_hand, now=NOW)
    assert _handed(hanako, "kotori-mail") == {EMAIL, NAME}
    assert _handed(hanako, "other") == set()
    asked: dict[str, Any] = {"purpose": "magazine", "recipient": "other", "charters": charters(), "now": LATER}
    assert transferable([hanako.id], **asked) == {hanako.id: frozenset()}
    agree(hanako, charter.number)
    assert _handed(hanako, "other") == {EMAIL, NAME}
    assert transferable([hanako.id], **asked) == {hanako.id: {EMAIL, NAME}}


EDITS: list[Edit] = [
    phone_too,
    says_more,
    says_more_and_stops,
    another_hand,
    reworded,
    lambda d: (
        d["purposes"]["magazine"]["may_use"].append("fax"),
        field(d, "membership", "fax")["purposes"].append("magazine"),
    ),
    lambda d: d["purposes"]["membership"].update(exceptional=True),
    lambda d: d["purposes"]["membership"].update(edition=2),
]


def _serves(told: Policy, purpose: str) -> set[Category]:
    form = told.forms["membership"]
    named = told.purposes[purpose].categories
    return {f.category for f in form.fields if purpose in f.purposes} & named


@settings(max_examples=12, phases=[Phase.generate], suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.frozensets(st.sampled_from(range(len(EDITS)))), st.integers(0, 99), st.sets(st.sampled_from(list(Category))))
def test_nothing_outside_the_charter_of_the_grant_is_ever_released(
    hanako: Known, chosen: frozenset[int], which: int, wanted: set[Category]
):
    with suppress(PublicationRefused):  # the same as before
        publish_widened(*(EDITS[i] for i in sorted(chosen)), now=NOW)
    known = charters()
    number = which % len(known.digests) + 1
    Grant.objects.filter(person=hanako.id).update(charter_id=number)
    told, ruling = known.policy(number), known.ruling.policy
    for purpose in ("magazine", "membership"):
        asked = frozenset(wanted) & ruling.purposes[purpose].categories
        found: Mapping[UUID, tuple[Opened, ...]] = {}
        with suppress(Refused):
            found = release(
                [hanako.id], purpose=purpose, categories=asked, actor=WORKER, reason=Reason.SERVICE, now=LATER
            )
        got = {value.category for value in found.get(hanako.id, ())}
        assert got <= _serves(told, purpose) & ruling.purposes[purpose].categories
        assert not got or told.purposes[purpose].edition >= ruling.purposes[purpose].oldest_edition
