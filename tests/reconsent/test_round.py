"""A round from the charter that opens it to its end: who is asked, how often, and what an answer does."""

import base64
from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import translation

from azukari.core.consent.models import Grant
from azukari.core.consent.signed_receipt import verify
from azukari.core.ledger.models import Pending
from azukari.core.mail.models import Message
from azukari.core.policy_versions.current import current
from azukari.core.vault.erase import erase
from azukari.core.vault.holders import holders
from azukari.core.vault.reasons import Reason
from azukari.core.vault.refusal import Refused
from azukari.core.vault.release import release
from azukari.core.vault.withdraw import withdraw
from azukari.features.reconsent import letters
from azukari.features.reconsent.answer import NothingToAnswer, agree, decline
from azukari.features.reconsent.concerned import count
from azukari.features.reconsent.events import ROUND_ENDED, WIDENING_AGREED, WIDENING_DECLINED
from azukari.features.reconsent.models import Asked, ReconsentAnswer, Round
from azukari.features.reconsent.progress import progress
from azukari.features.reconsent.question import asking
from azukari.features.reconsent.receipt import receipts
from azukari.features.reconsent.tend import ASK_LETTER, REMIND_LETTER, RUNS_FOR, end, tend
from azukari.lib.conflict import StaleVersion
from azukari.policy.parse import parse
from azukari.policy.terms import Actor, ActorKind, Category, FormKind, Ground
from tests.cast import NOW, Known, registrant
from tests.charter.widened import (
    another_hand,
    edited,
    phone_too,
    publish_widened,
    reworded,
    says_more,
    says_more_and_stops,
)

pytestmark = pytest.mark.django_db

LATER = NOW + timedelta(days=1)
WORKER = Actor(ActorKind.SYSTEM, "worker")


def mails(kind: str = ASK_LETTER) -> list[object]:
    return list(Message.objects.filter(kind=kind).values_list("person_id", flat=True))


def answers() -> dict[object, str]:
    return dict(Asked.objects.values_list("person_id", "state"))


def opens(person: Known, *categories: Category, purpose: str = "magazine") -> set[Category]:
    found = release(
        [person.id],
        purpose=purpose,
        categories=frozenset(categories),
        actor=WORKER,
        reason=Reason.SERVICE,
        now=LATER + timedelta(hours=1),
    )
    return {value.category for value in found.get(person.id, ())}


def words(person: Known, lang: str = "ja") -> str:
    question = asking(person.id, lang=lang, now=LATER)
    assert question is not None
    return question.digest


def test_whoever_it_concerns_is_asked_once_and_nobody_else(hanako: Known, amelia: Known):
    assert count(parse(edited(phone_too)), now=LATER) == 1
    publish_widened(phone_too, now=NOW)
    assert tend(LATER) == 1
    assert mails() == [hanako.id]
    assert tend(LATER) == 0
    assert answers() == {hanako.id: ReconsentAnswer.WAITING}


def test_mere_words_open_no_round(hanako: Known):
    publish_widened(reworded, now=NOW)
    assert not Round.objects.exists()
    assert tend(LATER) == 0
    assert asking(hanako.id, lang="ja", now=LATER) is None


def test_whoever_withdrew_or_left_the_field_blank_is_not_asked(hanako: Known):
    person = Actor(ActorKind.PERSON, str(hanako.id))
    withdraw(hanako.id, purpose="magazine", actor=person, now=NOW + timedelta(hours=1))
    publish_widened(phone_too, now=NOW)
    assert tend(LATER) == 0
    assert answers() == {}


def test_whoever_has_no_address_counts_as_out_of_reach(hanako: Known):
    type(hanako.submission.person).objects.filter(id=hanako.id).update(confirmed_at=None)
    publish_widened(phone_too, now=NOW)
    assert tend(LATER) == 0
    assert answers() == {hanako.id: ReconsentAnswer.UNREACHABLE}


def test_whoever_registers_afterwards_is_not_concerned(charter):
    publish_widened(phone_too, says_more, now=NOW)
    newcomer = registrant(current(), "hanako", FormKind.MEMBERSHIP)
    assert tend(LATER) == 0
    assert opens(newcomer, Category.PHONE) == {Category.PHONE}


def test_a_yes_opens_the_use_begins_a_grant_and_is_receipted(hanako: Known):
    charter = publish_widened(phone_too, now=NOW)
    tend(LATER)
    agree(hanako.id, words=words(hanako), lang="ja", now=LATER)
    assert opens(hanako, Category.PHONE) == {Category.PHONE}
    old, new = Grant.objects.filter(person=hanako.id, purpose="magazine").order_by("charter_id")
    assert (old.charter_id, old.ends_at) == (1, None)
    assert (new.charter_id, new.ground, new.begins_at) == (charter.number, Ground.CONSENT, LATER)
    asked = Asked.objects.select_related("question").get()
    (receipt,) = receipts(asked)
    assert receipt["dpv:hasConsentRecord"]["dpv:hasNotice"]["schema:text"] == asked.question.text
    assert [p["dpv:hasPurpose"]["dct:identifier"] for p in receipt["dpv:hasConsentRecord"]["dpv:hasProcess"]] == [
        "magazine"
    ]
    assert verify(receipt, base64.b64decode(receipt["signature"]["publicKey"])) == []
    assert Pending.objects.filter(kind=WIDENING_AGREED.name).count() == 1
    assert asking(hanako.id, lang="ja", now=LATER) is None
    assert mails("reconsent:receipt") == [hanako.id]


@pytest.mark.parametrize("silent", [False, True])
def test_a_no_like_silence_leaves_everything_as_it_was(hanako: Known, silent: bool):
    publish_widened(phone_too, now=NOW)
    tend(LATER)
    if not silent:
        decline(hanako.id, words=words(hanako), lang="ja", now=LATER)
        assert Pending.objects.filter(kind=WIDENING_DECLINED.name).count() == 1
    assert opens(hanako, Category.EMAIL, Category.NAME, Category.PHONE) == {Category.EMAIL, Category.NAME}
    assert Grant.objects.filter(person=hanako.id, purpose="magazine").count() == 1


def test_a_yes_can_be_taken_back_and_the_earlier_use_goes_on(hanako: Known):
    publish_widened(lambda d: d["purposes"]["membership"]["retention"].update(period="P2Y"), now=NOW)
    tend(LATER)
    agree(hanako.id, words=words(hanako), lang="ja", now=LATER)
    person = Actor(ActorKind.PERSON, str(hanako.id))
    withdrawn = withdraw(hanako.id, purpose="membership", actor=person, now=LATER + timedelta(minutes=1))
    assert not withdrawn.erased
    assert opens(hanako, Category.NAME, purpose="membership") == {Category.NAME}
    living = Grant.objects.get(person=hanako.id, purpose="membership", ends_at=None)
    assert living.charter_id == 1


def test_two_clicks_and_two_tabs_are_one_answer(hanako: Known):
    publish_widened(phone_too, now=NOW)
    tend(LATER)
    read = words(hanako)
    agree(hanako.id, words=read, lang="ja", now=LATER)
    with pytest.raises(NothingToAnswer):
        agree(hanako.id, words=read, lang="ja", now=LATER)
    with pytest.raises(NothingToAnswer):
        decline(hanako.id, words=read, lang="ja", now=LATER)
    assert answers() == {hanako.id: ReconsentAnswer.AGREED}


def test_a_no_can_become_a_yes_while_the_round_runs(hanako: Known):
    publish_widened(phone_too, now=NOW)
    tend(LATER)
    decline(hanako.id, words=words(hanako), lang="ja", now=LATER)
    agree(hanako.id, words=words(hanako), lang="ja", now=LATER)
    assert answers() == {hanako.id: ReconsentAnswer.AGREED}


def test_nobody_agrees_to_words_that_they_have_not_read(hanako: Known):
    publish_widened(phone_too, now=NOW)
    tend(LATER)
    read = words(hanako)
    publish_widened(phone_too, says_more, now=NOW)
    for answer in (agree, decline):
        with pytest.raises(StaleVersion):
            answer(hanako.id, words=read, lang="ja", now=LATER)
    assert Grant.objects.filter(person=hanako.id, purpose="magazine").count() == 1


def test_after_its_end_nobody_answers_and_what_was_not_agreed_to_stays_closed(hanako: Known):
    publish_widened(phone_too, now=NOW)
    tend(LATER)
    read = words(hanako)
    assert end(2, actor="operator", now=LATER)
    assert not end(2, actor="operator", now=LATER)
    with pytest.raises(NothingToAnswer):
        agree(hanako.id, words=read, lang="ja", now=LATER)
    assert opens(hanako, Category.EMAIL, Category.PHONE) == {Category.EMAIL}
    assert Pending.objects.filter(kind=ROUND_ENDED.name).count() == 1


def test_the_silent_are_reminded_once_and_the_round_ends_in_time(hanako: Known):
    publish_widened(phone_too, now=NOW)
    tend(LATER)
    assert tend(LATER + timedelta(days=13)) == 0
    assert tend(LATER + timedelta(days=14)) == 1
    assert tend(LATER + timedelta(days=15)) == 0
    assert mails(REMIND_LETTER) == [hanako.id]
    tend(NOW + RUNS_FOR)
    assert Round.objects.get().ended_at == NOW + RUNS_FOR


def test_whoever_has_answered_is_not_reminded(hanako: Known):
    publish_widened(phone_too, now=NOW)
    tend(LATER)
    decline(hanako.id, words=words(hanako), lang="ja", now=LATER)
    assert tend(LATER + timedelta(days=15)) == 0


def test_a_later_charter_asks_about_what_it_adds_and_not_about_what_was_refused(hanako: Known):
    publish_widened(phone_too, now=NOW)
    tend(LATER)
    decline(hanako.id, words=words(hanako), lang="ja", now=LATER)
    publish_widened(phone_too, reworded, now=LATER)
    tend(LATER)
    assert mails() == [hanako.id]
    publish_widened(phone_too, reworded, another_hand, now=LATER)
    tend(LATER)
    assert mails() == [hanako.id, hanako.id]
    question = asking(hanako.id, lang="en", now=LATER)
    assert question
    assert {change.clause.split(".")[0] for change in question.changes} == {"forms", "recipients"}


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_the_mail_says_what_changes_and_leads_to_the_question(hanako: Known, lang: str):
    publish_widened(says_more, now=NOW)
    tend(LATER)
    message = Message.objects.get(kind=ASK_LETTER)
    message.lang = lang
    with translation.override(lang):
        letter = letters.ask(message, LATER)
        assert letter is not None
        assert letter.action is not None
        assert f"/{lang}/agree/" in letter.action[1]
        title = current().policy.purposes["magazine"].title[lang]
        assert any(title in paragraph for paragraph in letter.paragraphs)
        assert hanako.visitor.name not in str(letter)
        decline(hanako.id, words=words(hanako), lang="ja", now=LATER)
        assert letters.ask(message, LATER) is None


def test_whoever_could_not_be_written_to_has_not_kept_silent(hanako: Known):
    publish_widened(phone_too, now=NOW)
    tend(LATER)
    Message.objects.filter(kind=ASK_LETTER).update(sent_at=LATER, failure="suppressed")
    tend(LATER)
    (shown,) = progress(now=LATER)
    assert (shown.found, shown.asked, shown.silent, shown.unreachable) == (1, 0, 0, 1)


def test_the_round_is_counted(hanako: Known, amelia: Known):
    publish_widened(phone_too, lambda d: d["purposes"]["volunteers"]["retention"].update(period="P3Y"), now=NOW)
    tend(LATER)
    agree(hanako.id, words=words(hanako), lang="ja", now=LATER)
    decline(amelia.id, words=words(amelia, "en"), lang="en", now=LATER)
    (shown,) = progress(now=LATER)
    assert (shown.found, shown.agreed, shown.declined, shown.silent, shown.searching) == (2, 1, 1, 0, False)


def test_erasure_takes_the_question_along(hanako: Known):
    publish_widened(phone_too, now=NOW)
    tend(LATER)
    erase(hanako.id, actor=Actor(ActorKind.PERSON, str(hanako.id)), now=LATER)
    assert not Asked.objects.exists()


def test_when_two_records_become_one_the_answer_outlives_the_silence(hanako: Known, amelia: Known):
    publish_widened(phone_too, lambda d: d["purposes"]["volunteers"]["retention"].update(period="P3Y"), now=NOW)
    tend(LATER)
    decline(amelia.id, words=words(amelia, "en"), lang="en", now=LATER)
    (holder,) = [holder for holder in holders() if holder.name == "reconsent"]
    with transaction.atomic():
        holder.reassign(amelia.id, hanako.id)
    assert answers() == {hanako.id: ReconsentAnswer.DECLINED}


def test_the_archive_tells_what_was_asked_and_answered(hanako: Known):
    publish_widened(phone_too, now=NOW)
    tend(LATER)
    decline(hanako.id, words=words(hanako), lang="ja", now=LATER)
    (holder,) = [holder for holder in holders() if holder.name == "reconsent"]
    (told,) = holder.export(hanako.id)["questions"]
    assert (told["charter"], told["answer"]) == (2, "declined")
    assert "これから" in told["words"]


def test_whoever_agreed_is_asked_only_about_what_comes_after(hanako: Known):
    publish_widened(phone_too, now=NOW)
    tend(LATER)
    agree(hanako.id, words=words(hanako), lang="ja", now=LATER)
    publish_widened(phone_too, another_hand, now=LATER)
    tend(LATER + timedelta(minutes=1))
    assert mails() == [hanako.id, hanako.id]
    question = asking(hanako.id, lang="en", now=LATER)
    assert question is not None
    assert [change.clause for change in question.changes] == ["recipients.other"]
    publish_widened(phone_too, another_hand, lambda d: d["purposes"]["volunteers"]["may_use"].append("fax"), now=LATER)
    tend(LATER + timedelta(minutes=2))
    assert len(mails()) == 2


def test_what_was_agreed_to_once_is_not_asked_again_when_it_returns(hanako: Known):
    publish_widened(phone_too, now=NOW)
    tend(LATER)
    agree(hanako.id, words=words(hanako), lang="ja", now=LATER)
    publish_widened(now=LATER)
    publish_widened(phone_too, now=LATER)
    tend(LATER + timedelta(minutes=1))
    assert len(mails()) == 1
    assert asking(hanako.id, lang="ja", now=LATER) is None
    assert opens(hanako, Category.PHONE) == {Category.PHONE}


@pytest.mark.parametrize(
    ("edit", "mailed", "ended"),
    [
        (says_more, "We do not use your data in the new way unless you say yes", ()),
        (says_more_and_stops, "We do not use your data for “The email magazine”", ("The email magazine",)),
    ],
    ids=["goes on", "stops"],
)
def test_question_mail_and_end_say_what_the_code_does_with_the_earlier_use(
    hanako: Known, edit, mailed: str, ended: tuple[str, ...]
):
    publish_widened(edit, now=NOW)
    tend(LATER)
    message = Message.objects.get(kind=ASK_LETTER)
    message.lang = "en"
    question = asking(hanako.id, lang="en", now=LATER)
    assert question is not None
    assert question.stops == ended
    with translation.override("en"):
        letter = letters.ask(message, LATER)
    assert letter is not None
    assert mailed in "".join(map(str, letter.after))
    decline(hanako.id, words=words(hanako), lang="ja", now=LATER)
    end(2, actor="operator", now=LATER)
    (shown,) = progress(now=LATER)
    assert tuple(title["en"] for title in shown.stops) == ended
    if ended:
        with pytest.raises(Refused):
            opens(hanako, Category.EMAIL)
    else:
        assert opens(hanako, Category.EMAIL) == {Category.EMAIL}
