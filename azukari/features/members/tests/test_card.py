"""The membership card: others see whether it is valid, and nothing else; it is dead after the exit (P05)."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from azukari.core.forms.ending import end_registration
from azukari.core.forms.models import EndedAs
from azukari.demo.people import SETTER
from azukari.features.members.admit import admit
from azukari.features.members.card import LINK
from azukari.features.members.models import Invoice, Term
from azukari.features.members.payments import record_payment
from tests.rights.desk import come_in


@pytest.fixture
def member(applicant, classes):
    admit(applicant.submission.id, into=classes["Regular member"].id, actor=SETTER, now=timezone.now())
    return applicant


def _pay(member):
    record_payment(
        member.submission.id,
        paid_on=timezone.localdate(),
        amount=Invoice.objects.get().amount,
        by=None,
        actor=SETTER,
        now=timezone.now(),
    )


def _seen(member, lang="en"):
    address = LINK.page(member.submission.id, lang=lang, expires=timezone.now() + timedelta(days=900))
    return Client().get(address)


def test_a_card_is_made_once_the_dues_are_paid(member):
    own, at = come_in(member.email, timezone.now()), f"/membership/{member.submission.id}/card"
    own.get(at, status=404)
    _pay(member)
    page = own.get(at)
    assert member.visitor.name in page
    assert "<svg" in page
    assert own.post(f"{at}.pdf").content.startswith(b"%PDF")
    assert "Membership card" in own.get()


@pytest.mark.parametrize(
    ("lang", "words"), [("en", ("is valid", "is not valid")), ("ja", ("有効です", "有効ではありません"))]
)
def test_whoever_scans_learns_whether_it_is_valid_and_nothing_else(lang, words, member):
    assert words[1] in _seen(member, lang).content.decode()
    _pay(member)
    answer = _seen(member, lang)
    assert (answer.status_code, words[0] in answer.content.decode()) == (200, True)
    assert member.visitor.name not in answer.content.decode()
    assert not answer.cookies


def test_it_is_dead_after_the_exit_and_after_the_last_day_like_any_that_was_made_up(member):
    _pay(member)
    Term.objects.update(ends=timezone.localdate() - timedelta(days=1))
    over = _seen(member)
    Term.objects.update(ends=timezone.localdate())
    assert _seen(member).status_code == 200
    end_registration(member.submission.id, reason=EndedAs.LEFT, actor=SETTER, now=timezone.now())
    left, made_up = _seen(member), Client().get("/en/member/nonsense")
    assert {over.status_code, left.status_code, made_up.status_code} == {404}

    def words(answer):
        return answer.content.decode().split("<main")[1].split("</main")[0]

    assert words(over) == words(left) == words(made_up)
