"""An unlinked questionnaire that many have answered, for tests: the answers lie as mixing leaves them."""

import random
from datetime import date
from typing import Any

from azukari.policy.terms import Actor, ActorKind
from azukari.questionnaires.document import write
from azukari.questionnaires.models import MixedAnswers, Poll, Version
from azukari.questionnaires.publish import publish
from azukari.questionnaires.results.items import ITEMS
from azukari.questionnaires.results.refresh import refresh_all
from azukari.questionnaires.tests.sample import sample
from tests.cast import NOW

_SETTER = Actor(ActorKind.SYSTEM, "operator")
_DAY = date(2026, 11, 24)


def answers(seed: int) -> dict[str, Any]:
    """What somebody answered to the sample."""
    chance = random.Random(seed)  # noqa: S311  # the same with every run
    visits = chance.choice(["weekly", "weekly", "yearly", "never"])
    said: dict[str, Any] = {"visits": visits, "age": chance.randint(10, 99), "stars": chance.randint(1, 5)}
    said |= {
        "parts": {"paths": chance.choice(["good", "bad"])},
        "order": chance.sample(["paths", "benches", "fish"], 3),
    }
    said |= {"nps": chance.randint(0, 10), "more": chance.choice(["More benches, please.", "The river is clean."])}
    return said | ({"uses": ["walking", "other"], "uses.other": "Sketching"} if visits != "never" else {})


def answered(size: int, *, begin: int = 0) -> Version:
    """The sample with so many answers, counted."""
    version = Version.objects.filter(poll="riverside").first() or _opened()
    Poll.objects.filter(slug="riverside").update(answered=True)
    MixedAnswers.objects.bulk_create(
        MixedAnswers(version=version, lang="ja", day=_DAY, answers=answers(begin + number)) for number in range(size)
    )
    refresh_all(NOW)
    return version


def _opened() -> Version:
    Poll.objects.create(slug="riverside", draft=write(sample()), changed_at=NOW)
    return publish("riverside", revision=None, actor=_SETTER, now=NOW)


def details() -> dict[str, str]:
    """All eleven items, as the form of the desk sends them."""
    return {f"{item.slug}_{lang}": f"{item.slug} in {lang}" for item in ITEMS for lang in ("ja", "en")}
