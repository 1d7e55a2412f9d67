"""P34: what is taught is this very policy: a change to a duty is studied, or that duty's data stays closed."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from azukari.core.accounts.actor import actor_of
from azukari.core.accounts.models import User
from azukari.core.policy_versions.current import at, current
from azukari.core.vault.reasons import Reason
from azukari.core.vault.refusal import Refused
from azukari.core.vault.release import release
from azukari.policy.quiz import of_changes
from azukari.policy.retraining import touched
from azukari.policy.terms import Category
from azukari.policy.training import own_lesson
from tests.console import desks
from tests.training import studying

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("gated")]


def _fewer_acts(draft: dict[str, Any]) -> None:
    draft["duties"]["volunteers"]["acts"] = ["correct"]


def _opens(user: User, form: str, now: datetime) -> bool:
    person = desks.register(form).person
    names = frozenset({Category.NAME})
    try:
        release([person], purpose=form, categories=names, actor=actor_of(user), reason=Reason.SERVICE, now=now)
    except Refused as refused:
        return refused.verdict.code != "ready.training-changed"
    return True


def test_what_changed_is_studied_or_the_data_of_that_duty_closes():
    desks.publish()
    members, helpers = desks.staff("membership"), desks.staff("volunteers")
    studying.publish_changed(_fewer_acts)
    later = desks.moment() + timedelta(days=15)
    assert _opens(helpers, "volunteers", desks.moment() + timedelta(days=13))
    assert not _opens(helpers, "volunteers", later)
    assert _opens(members, "membership", later), "Nothing changed for them."
    old, new = at(1).policy, current().policy
    questions = of_changes(touched(old, new)["volunteers"], old, new)
    answers = {f"q{n}": question.answer for n, question in enumerate(questions, 1)}
    assert studying.hand_in(desks.browser(helpers), own_lesson("volunteers"), answers).status_code == 302
    assert _opens(helpers, "volunteers", later)


def test_the_lesson_of_a_duty_says_what_the_policy_in_force_says_of_it():
    desks.publish()
    page = desks.browser(desks.staff("volunteers")).get(studying.at(own_lesson("volunteers"))).content.decode()
    assert current().policy.purposes["volunteers"].title["en"] in page
