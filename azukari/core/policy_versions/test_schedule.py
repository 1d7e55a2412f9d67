"""Published at a time: what was approved then, or nothing, and why not is written down."""

import json
from datetime import timedelta

import pytest
from django.test import Client

from azukari.core.accounts.models import User
from azukari.core.ledger.catalogue import Kind
from azukari.core.ledger.models import Pending
from azukari.core.policy_versions import draft as drafts
from azukari.core.policy_versions.current import current
from azukari.core.policy_versions.events import CHARTER_CALLED_OFF, CHARTER_REFUSED, CHARTER_SCHEDULED
from azukari.core.policy_versions.models import Charter, Draft
from azukari.core.policy_versions.publish import SENTENCES, PublicationRefused, publish
from azukari.core.policy_versions.schedule import call_off, coming, publish_due, schedule
from azukari.policy.parse import parse
from azukari.policy.terms import Actor
from tests.charter.drafts import EXCEPTIONAL, NOW, TEXT, officer

pytestmark = pytest.mark.django_db

DUE = NOW + timedelta(days=7)
LATER = TEXT.replace("unconfirmed_days: 7", "unconfirmed_days: 6")


@pytest.fixture
def first() -> Actor:
    """An officer with a draft that could be published."""
    who = officer("first")
    publish(TEXT, actor=who, now=NOW)
    drafts.begin(LATER, version=0, actor=who, now=NOW)
    return who


def recorded(kind: Kind) -> int:
    return Pending.objects.filter(kind=kind.name).count()


def test_it_is_published_when_it_is_due_and_not_before(first: Actor) -> None:
    schedule(version=1, at_time=DUE, actor=first, now=NOW)
    assert publish_due(DUE - timedelta(seconds=1)) == 0
    assert current().number == 1
    assert publish_due(DUE) == 1
    assert publish_due(DUE) == 0
    charter = Charter.objects.get(number=2)
    assert (charter.published_by, charter.published_at) == (f"staff:{first.reference}", DUE)
    assert drafts.find() is None
    assert recorded(CHARTER_SCHEDULED) == 1


def test_a_moment_that_has_passed_is_refused(first: Actor) -> None:
    with pytest.raises(PublicationRefused) as caught:
        schedule(version=1, at_time=NOW, actor=first, now=NOW)
    assert caught.value.code == "publish.past"
    assert recorded(CHARTER_REFUSED) == 1


def test_what_could_not_be_published_now_is_not_scheduled(first: Actor) -> None:
    drafts.begin(EXCEPTIONAL, version=1, actor=first, now=NOW)
    with pytest.raises(PublicationRefused) as caught:
        schedule(version=2, at_time=DUE, actor=first, ask=True, now=NOW)
    assert caught.value.code == "publish.second-person"
    drafts.approve(version=2, actor=officer("second"), now=NOW)
    schedule(version=2, at_time=DUE, actor=first, ask=True, now=NOW)
    assert publish_due(DUE) == 1


def test_it_can_be_called_off(first: Actor) -> None:
    schedule(version=1, at_time=DUE, actor=first, now=NOW)
    call_off(version=1, actor=first, now=NOW)
    call_off(version=1, actor=first, now=NOW)
    assert publish_due(DUE) == 0
    assert recorded(CHARTER_CALLED_OFF) == 1
    assert drafts.find() is not None


def test_a_change_calls_it_off(first: Actor) -> None:
    schedule(version=1, at_time=DUE, actor=first, now=NOW)
    drafts.save(parse(LATER.replace("days: 6", "days: 5")), version=1, actor=first, now=NOW)
    assert publish_due(DUE) == 0
    assert current().number == 1
    assert recorded(CHARTER_CALLED_OFF) == 1


def _overtake(first: Actor) -> None:
    publish(TEXT.replace("phone: 03-0000-0000", "phone: 03-0000-0001"), actor=first, now=NOW)


def _leave(first: Actor) -> None:
    User.objects.filter(reference=first.reference).update(is_active=False)
    officer("another")


def _spoil(first: Actor) -> None:
    document = json.loads(Draft.objects.get().document)
    document["recipients"]["kotori-mail"]["contract"]["clauses"].remove("secrecy")
    Draft.objects.update(document=json.dumps(document))


@pytest.mark.parametrize(
    ("meanwhile", "code"),
    [(_overtake, "publish.overtaken"), (_leave, "publish.scheduler-left"), (_spoil, "publish.unsound")],
)
def test_what_cannot_be_published_when_it_is_due_is_refused_in_words_and_recorded(
    first: Actor, meanwhile, code
) -> None:
    schedule(version=1, at_time=DUE, actor=first, now=NOW)
    meanwhile(first)
    ruling = current().number
    assert publish_due(DUE) == 0
    assert publish_due(DUE) == 0  # it is not tried again and again
    assert current().number == ruling
    draft = drafts.find()
    assert draft is not None
    assert (draft.refused_code, draft.refused_at, draft.is_scheduled) == (code, DUE, False)
    assert SENTENCES[code]["ja"]
    assert recorded(CHARTER_REFUSED) == 1


def test_an_approver_who_left_meanwhile_approves_nothing(first: Actor) -> None:
    second = officer("second")
    drafts.begin(EXCEPTIONAL, version=1, actor=first, now=NOW)
    drafts.approve(version=2, actor=second, now=NOW)
    schedule(version=2, at_time=DUE, actor=first, ask=True, now=NOW)
    User.objects.filter(reference=second.reference).update(is_active=False)
    assert coming(current()) is None
    publish_due(DUE)
    assert current().number == 1


@pytest.mark.parametrize(("lang", "words"), [("ja", "新しい版に変わります"), ("en", "A new version replaces")])
def test_the_policy_page_tells_of_it_and_what_will_change(first: Actor, lang: str, words: str) -> None:
    client = Client()
    assert words not in client.get(f"/{lang}/privacy").content.decode()
    schedule(version=1, at_time=DUE, actor=first, now=NOW)
    html = client.get(f"/{lang}/privacy").content.decode()
    assert words in html
    assert {"ja": "確認のない申し込み", "en": "unconfirmed entry"}[lang] in html
    assert words not in client.get(f"/{lang}/privacy/1").content.decode()
    call_off(version=1, actor=first, now=NOW)
    assert words not in client.get(f"/{lang}/privacy").content.decode()
