"""A mailing as it is written: kept with every word, refused with nothing left behind, and opened no further than its
texts need.
"""

from datetime import timedelta

import pytest

from azukari.core.mail import mailing as verbs
from azukari.core.mail.mailing import NoText, Text, UnknownSlot, categories_of, write
from azukari.core.mail.models import Mailing, MailingMessage, MailingText
from azukari.core.people.models import Person
from azukari.lib.identifier import new_id
from azukari.policy.mailing import MailingState
from azukari.policy.terms import Actor, ActorKind, Category
from tests.cast import NOW

pytestmark = pytest.mark.usefixtures("charter")
PRESS = Actor(ActorKind.STAFF, "00000000-0000-4000-8000-000000000001", frozenset({"magazine"}))
KIND = "magazine:issue"


def text(lang: str = "en", **more: str) -> Text:
    return Text(lang, **{"subject": "Subject", "text": "Text", "html": "<p>Text", **more})


@pytest.mark.parametrize("reference", [None, new_id()])
def test_it_is_kept_with_every_word_and_nobody_in_it(reference) -> None:
    texts = [text("en", subject="River", text="Dear {{name}}", html="<p>{{name}}"), text("ja")]
    made = write(KIND, purpose="magazine", texts=texts, actor=PRESS, now=NOW, reference=reference)
    found = Mailing.objects.get(id=made.id)
    assert (found.kind, found.purpose, found.reference) == (KIND, "magazine", reference)
    assert (found.state, found.created_by) == (MailingState.PREPARING, f"staff:{PRESS.reference}")
    assert (found.created_at, found.starts_at, found.ended_at, found.code) == (NOW, None, None, "")
    kept = {Text(t.lang, t.subject, t.text, t.html) for t in MailingText.objects.filter(mailing=found)}
    assert kept == set(texts)
    assert not MailingMessage.objects.exists()


@pytest.mark.parametrize("part", ["subject", "text", "html"])
def test_a_word_that_nothing_fills_is_refused_wherever_it_stands(part: str) -> None:
    with pytest.raises(UnknownSlot) as stuck:
        write(
            KIND,
            purpose="magazine",
            texts=[text("ja"), text(**{part: "{{name}} {{zoo}} {{ape}}"})],
            actor=PRESS,
            now=NOW,
        )
    assert list(stuck.value.names) == ["ape", "zoo"]
    assert not Mailing.objects.exists()


def test_without_a_text_there_is_no_mailing() -> None:
    with pytest.raises(NoText):
        write(KIND, purpose="magazine", texts=[], actor=PRESS, now=NOW)
    with pytest.raises(KeyError):
        write("no:such", purpose="magazine", texts=[text()], actor=PRESS, now=NOW)
    assert not Mailing.objects.exists()


@pytest.mark.parametrize("part", ["subject", "text", "html"])
def test_a_name_is_opened_where_one_of_the_texts_says_it(part: str) -> None:
    email = frozenset({Category.EMAIL})
    assert categories_of([text(), text("ja")]) == email
    assert categories_of([text(), text("ja", **{part: "{{name}}"})]) == email | {Category.NAME}
    assert categories_of([text(**{part: "{{leave}}"})]) == email
    assert text(**{part: "{{leave}} {{name}}"}).slots == {"leave", "name"}
    assert categories_of([]) == email


def test_many_are_added_in_several_calls_and_each_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(verbs, "_A_CALL", 2)
    made = write(KIND, purpose="magazine", texts=[text("en"), text("ja")], actor=PRESS, now=NOW)
    people = sorted(Person.objects.create(id=new_id(), created_at=NOW).id for _ in range(5))
    langs = ["en", "ja", "en", "ja", "en"]
    verbs.add(made, list(zip(people, langs, strict=True)), now=NOW)
    rows = MailingMessage.objects.order_by("person_id")
    assert [(row.person_id, row.lang) for row in rows] == list(zip(people, langs, strict=True))
    for row in rows:
        assert (row.mailing_id, row.state, row.code, row.attempts) == (made.id, "waiting", "", 0)
        assert (row.due_at, row.changed_at, row.doubtful, row.lease, row.leased_until) == (NOW, NOW, False, None, None)
    verbs.start(made, now=NOW)
    verbs.cancel(made, now=NOW + timedelta(seconds=1))
    assert set(MailingMessage.objects.values_list("state", flat=True)) == {"given-up"}


def test_a_pause_is_told_by_a_word_that_fits() -> None:
    made = write(KIND, purpose="magazine", texts=[text()], actor=PRESS, now=NOW)
    verbs.start(made, now=NOW, at=NOW + timedelta(days=1))
    assert Mailing.objects.get().starts_at == NOW + timedelta(days=1)
    verbs.pause(made, code="x" * 70)
    assert Mailing.objects.get().code == "x" * 64
    verbs.start(made, now=NOW)
    verbs.pause(made)
    assert Mailing.objects.get().code == "staff"
