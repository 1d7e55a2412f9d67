"""An unlinked questionnaire that many have answered, for tests: the answers lie as mixing leaves them."""

import random
from datetime import date
from typing import Any

from azukari.features.questionnaires.document import write
from azukari.features.questionnaires.models import MixedAnswers, Poll, Version
from azukari.features.questionnaires.publish import publish
from azukari.features.questionnaires.results.items import ITEMS
from azukari.features.questionnaires.results.refresh import refresh_all
from azukari.features.questionnaires.tests.sample import sample
from azukari.policy.terms import Actor, ActorKind
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


_DETAILS = {
    "strategy": ("ウェブのアンケートで集めました。", "Gathered by a questionnaire on the web."),
    "sponsor": (
        "瀬音ネットワークが、自らの費用で行いました。",
        "Seoto River Network asked, paid for and carried it out.",
    ),
    "instrument": (
        "質問の前に、短い案内文だけを表示しました。",
        "Before the questions people saw a short opening alone.",
    ),
    "population": ("川辺を使う10歳以上の方", "People from the age of ten on who use the riverside"),
    "recruitment": (
        "川辺の掲示と会報のリンクで募りました。謝礼はありません。",
        "Invited by posters at the river and a link in the magazine, with nothing in return.",
    ),
    "mode": ("ウェブで、日本語と英語で答えていただきました。", "On the web, in Japanese and English."),
    "dates": ("2026年11月1日から24日まで", "From 1 to 24 November 2026"),
    "precision": (
        "答えたい方が答えたもので、誤差は示せません。",
        "Whoever wished to could answer, so no margin of error can be given.",
    ),
    "weighting": ("重み付けはしていません。", "The answers are not weighted."),
    "processing": ("届いた回答をすべて数えました。", "Every answer that came in is counted."),
    "limits": (
        "川辺に来ない方の考えは分かりません。",
        "They do not show what people think who never come to the river.",
    ),
}


def details() -> dict[str, str]:
    """All eleven items, as the form of the desk sends them."""
    return {f"{item.slug}_{lang}": _DETAILS[item.slug][n] for item in ITEMS for n, lang in enumerate(("ja", "en"))}
