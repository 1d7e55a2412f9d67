"""P14: each page of staff that changes something in a way that needs a use x each form x each of its purposes. Pages
come from the addresses of the console, forms and purposes from the policy. Where no purpose allows it, the page refuses
in words, records that once, and opens nobody. What takes no POST is left out by its answer.
"""

import json
from collections.abc import Iterator

import pytest
from django.urls import resolve

from azukari.core.accounts.models import User
from azukari.core.ledger.models import Pending
from azukari.core.vault.events import VALUE_REFUSED, VALUE_RELEASED
from azukari.features.questionnaires.tests.visitor import opened
from azukari.policy.parse import STARTER, document, load
from azukari.policy.terms import Policy
from azukari.policy.ways import may_serve
from azukari.shells.staff.form_acts import way_of
from tests.console import desks
from tests.console.addresses import PAGES, address_of

pytestmark = pytest.mark.django_db

BOUND = sorted(name for name, (_route, pattern) in PAGES.items() if way_of(pattern.callback).serves)
NOT_THERE = (404, 405, 422)
"""The page is about forms of another kind, or nothing is posted to it."""


def _publish(*, closed: bool) -> Policy:
    """The starter's policy with a duty for each purpose of a form; closed, no purpose allows any use."""
    draft = document(load(STARTER))
    for form in draft["forms"].values():
        for purpose in form["purposes"]:
            draft["duties"][f"only-{purpose}"] = {
                "title": {"ja": f"{purpose}だけの担当", "en": f"Only {purpose}"},
                "purposes": [purpose],
                "acts": ["correct", "export", "import"],
            }
    for purpose in draft["purposes"].values() if closed else ():
        purpose["uses"] = []
    return desks.publish(json.dumps(draft)).policy


def _recorded() -> tuple[int, int]:
    refused, released = (Pending.objects.filter(kind=kind.name).count() for kind in (VALUE_REFUSED, VALUE_RELEASED))
    return refused, released


def _of_each(policy: Policy) -> Iterator[tuple[str, str, User, desks.Registered]]:
    """Each form with each of its purposes, whoever has a duty for that purpose alone, and somebody who registered."""
    for form in policy.forms:
        one = desks.register(form)
        for purpose in policy.forms[form].purposes:
            yield form, purpose, desks.staff(f"only-{purpose}"), one


def test_every_page_refuses_where_no_purpose_is_for_it() -> None:
    policy = _publish(closed=True)
    poll, refused, read_alone = opened().poll.slug, set(), set()
    for form, purpose, user, one in _of_each(policy):
        client = desks.fresh(user)
        for name in BOUND:
            at = address_of(name, one, form).replace(f"questionnaires/{one.person}", f"questionnaires/{poll}")
            before, answer = _recorded(), client.post(at)
            what = (name, form, purpose, answer.status_code)
            if answer.status_code == 403:
                assert _recorded() == (before[0] + 1, before[1]), what
                if way_of(resolve(at).func).title["en"] in answer.content.decode():
                    refused.add(name)
            else:
                assert answer.status_code in NOT_THERE, what
                assert _recorded() == before, what
                if answer.status_code == 405:
                    read_alone.add(name)  # nothing is posted there
    assert len(refused) > 50
    assert not {*BOUND} - refused - read_alone, "These pages change something for a purpose that is not for it."


def test_every_page_asks_for_a_purpose_that_is_for_it() -> None:
    policy = _publish(closed=False)
    poll, tried = opened().poll.slug, {True: 0, False: 0}
    for form, purpose, user, one in _of_each(policy):
        client = desks.fresh(user)
        for name in BOUND:
            at = address_of(name, one, form).replace(f"questionnaires/{one.person}", f"questionnaires/{poll}")
            way, before = way_of(resolve(at).func), _recorded()
            answer = client.post(at)
            allowed = bool(may_serve(policy, way, purpose))
            if answer.status_code == 403 and way.title["en"] in answer.content.decode():
                assert not allowed, (name, form, purpose)
                assert _recorded() == (before[0] + 1, before[1])
                tried[False] += 1
            elif answer.status_code not in NOT_THERE:
                tried[True] += allowed
    assert min(tried.values()) > 10, tried
