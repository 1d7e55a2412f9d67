"""P02, law 10: what people were told is what may be done with what they left, until they say yes to more."""

from datetime import timedelta

import pytest

from azukari.core.policy_versions.current import current
from azukari.core.policy_versions.publish import PublicationRefused, publish
from azukari.core.vault.reasons import Reason
from azukari.core.vault.refusal import Refused
from azukari.core.vault.release import release
from azukari.features.reconsent.answer import agree
from azukari.features.reconsent.question import asking
from azukari.policy.terms import Actor, ActorKind, Category
from tests.cast import NOW, Known
from tests.charter.widened import OPERATOR, SECOND, edited, phone_too, publish_widened, reworded

pytestmark = pytest.mark.django_db

LATER = NOW + timedelta(days=1)
WORKER = Actor(ActorKind.SYSTEM, "worker")


def phone(person: Known) -> set[str]:
    opened = release(
        [person.id],
        purpose="magazine",
        categories=frozenset({Category.PHONE}),
        actor=WORKER,
        reason=Reason.SERVICE,
        now=LATER,
    )
    return {value.text for value in opened.get(person.id, ())}


def test_the_page_says_more_but_nobody_does_more_with_earlier_data_until_its_person_agrees(hanako: Known):
    publish_widened(phone_too, now=NOW)
    assert Category.PHONE in current().policy.purposes["magazine"].categories
    with pytest.raises(Refused) as caught:
        phone(hanako)
    assert caught.value.verdict.code == "use.not-agreed"
    assert "同意していない" in caught.value.verdict.sentence["ja"]
    question = asking(hanako.id, lang="ja", now=LATER)
    assert question is not None
    agree(hanako.id, words=question.digest, lang="ja", now=LATER)
    assert phone(hanako)


def test_nobody_can_publish_such_a_page_without_asking_those_people(hanako: Known):
    with pytest.raises(PublicationRefused) as caught:
        publish(edited(phone_too), actor=OPERATOR, approver=SECOND, now=NOW)
    assert caught.value.code == "publish.asks-again"
    assert current().number == 1
    assert publish(edited(reworded), actor=OPERATOR, now=NOW).number == 2
