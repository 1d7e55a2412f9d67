"""A class that renews by itself: told before, declined by one press, and never without the notice (P05)."""

from datetime import date, timedelta

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone, translation

from azukari.core.forms.models import RegistrationEnd
from azukari.core.mail.models import Message
from azukari.core.mail.queue import send_due
from azukari.demo.people import SETTER
from azukari.features.members.models import (
    Invoice,
    InvoiceState,
    Membership,
    MemberState,
    RenewalNotice,
    Term,
    TermState,
)
from azukari.features.members.pause import end_pause, pause
from azukari.features.members.reclass import change_class
from azukari.features.members.registers import set_class
from azukari.features.members.renew import count_due, renew
from azukari.features.members.renewal_notice import LINK, NothingToDecline, decline_renewal, renew_by_themselves
from azukari.features.members.rest_letters import REST_LETTERS
from azukari.features.members.tests.days import JOINED, at, joined, pay_all
from azukari.features.members.upkeep import remind
from tests.rights.desk import come_in

LAST = date(2027, 3, 31)
NOTICE = date(2027, 3, 1)
AFTER = date(2027, 4, 1)


@pytest.fixture
def member(applicant, classes):
    """A member until 31 March 2027 of a class that renews by itself, told of it 30 days before."""
    chosen = classes["Regular member"]
    chosen.notice_days = 30
    set_class(chosen, actor=SETTER, now=at(JOINED))
    id = joined(applicant, classes, "Regular member")
    pay_all(id, JOINED)
    return id


def _sent(day):
    """The worker sends what waits on a day."""
    Message.objects.filter(sent_at=None).update(sent_at=at(day))


def _owed():
    return Invoice.objects.filter(state=InvoiceState.OPEN).count()


def test_they_are_told_so_many_days_before_and_renewed_when_the_term_is_over(member):
    assert [renew_by_themselves(at(day)) for day in (NOTICE - timedelta(days=1), NOTICE, NOTICE)] == [0, 1, 0]
    assert Message.objects.filter(kind="members:renewal-notice").count() == 1
    assert remind(at(date(2027, 3, 20))) == 0, "nobody is told besides to renew"
    _sent(NOTICE)
    assert [renew_by_themselves(at(day)) for day in (LAST, AFTER, AFTER)] == [0, 1, 0]
    newest = Term.objects.latest("begins")
    assert (newest.begins, newest.state, newest.is_renewal, _owed()) == (AFTER, TermState.PENDING, True, 1)
    pay_all(member, AFTER)
    assert renew_by_themselves(at(AFTER)) == 0
    assert Term.objects.count() == 2, "a pending and a paid one extend once"


def test_without_a_notice_that_went_out_nothing_is_renewed(member):
    renew_by_themselves(at(NOTICE))
    assert renew_by_themselves(at(AFTER)) == 0, "it waits in the queue"
    Message.objects.filter(kind="members:renewal-notice").update(sent_at=at(NOTICE), failure="suppressed")
    assert renew_by_themselves(at(AFTER)) == 0, "it was held back"
    RenewalNotice.objects.all().delete()
    assert renew_by_themselves(at(AFTER)) == 0, "nobody was told in time"
    assert Term.objects.count() == 1
    assert count_due("membership", AFTER) == 1, "the office can still ask for it"


def test_a_notice_that_went_late_holds_only_after_its_days(member):
    late = date(2027, 3, 20)
    renew_by_themselves(at(late))
    _sent(late)
    days = [AFTER, late + timedelta(days=29), late + timedelta(days=30)]
    assert [renew_by_themselves(at(day)) for day in days] == [0, 0, 1]
    assert Term.objects.latest("begins").begins == AFTER


def test_whoever_declines_leaves_with_the_term_and_is_asked_for_nothing(member, applicant):
    renew_by_themselves(at(NOTICE))
    _sent(NOTICE)
    path = LINK.page(RenewalNotice.objects.get().id, lang="en", expires=timezone.now() + timedelta(days=900))
    assert "Do not renew" in Client().get(path).content.decode()
    assert not RenewalNotice.objects.exclude(declined_at=None).exists(), "opening it changes nothing"
    for _ in range(2):
        assert "It will not renew" in Client().post(path, follow=True).content.decode()
    assert count_due("membership", AFTER) == 0
    assert [renew_by_themselves(at(day)) for day in (LAST, AFTER, AFTER)] == [0, 1, 0]
    assert Membership.objects.get().state == MemberState.LEFT
    assert RegistrationEnd.objects.get().by_person, "the person's own word, which is not the desk's to undo"
    assert (_owed(), Term.objects.count()) == (0, 1)
    assert Client().get(path).status_code == 410


def test_whoever_declined_and_renews_after_all_stays(member):
    renew_by_themselves(at(NOTICE))
    decline_renewal(member, actor=SETTER, now=at(NOTICE))
    renew(member, actor=SETTER, now=at(date(2027, 3, 10)))
    assert renew_by_themselves(at(AFTER)) == 0
    assert Membership.objects.get().state == MemberState.ADMITTED
    with pytest.raises(NothingToDecline):
        decline_renewal(member, actor=SETTER, now=at(AFTER))


def test_what_was_told_of_another_fee_or_class_is_told_anew(member, classes):
    renew_by_themselves(at(NOTICE))
    _sent(NOTICE)
    dearer = classes["Regular member"]
    dearer.fee = 9000
    set_class(dearer, actor=SETTER, now=at(NOTICE))
    assert renew_by_themselves(at(NOTICE + timedelta(days=1))) == 1
    assert Message.objects.filter(kind="members:renewal-notice").count() == 2
    _sent(NOTICE + timedelta(days=1))
    change_class(member, to=classes["Student member"].id, at_once=False, actor=SETTER, now=at(NOTICE))
    assert renew_by_themselves(at(AFTER)) == 0, "that class does not renew by itself"
    assert Term.objects.count() == 1


def test_who_rests_is_told_nothing_and_not_renewed(member):
    renew_by_themselves(at(NOTICE))
    _sent(NOTICE)
    pause(member, begins=date(2027, 3, 15), ends=date(2027, 5, 31), actor=SETTER, now=at(date(2027, 3, 10)))
    assert not RenewalNotice.objects.exists()
    assert [renew_by_themselves(at(day)) for day in (date(2027, 3, 20), AFTER, date(2027, 6, 1))] == [0, 0, 0]
    end_pause(member, actor=SETTER, now=at(date(2027, 6, 1)))
    assert Term.objects.count() == 1


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_the_letters_say_what_follows_and_name_nobody(lang, member, applicant):
    renew_by_themselves(at(NOTICE))
    about = {"members:renewal-notice": RenewalNotice.objects.get().id}
    for kind in REST_LETTERS:
        message = Message(kind=kind.name, person_id=applicant.id, reference=about.get(kind.name), lang=lang)
        with translation.override(lang):
            letter = kind.build(message, at(NOTICE))
        if kind.name not in about:
            assert letter is None
            continue
        assert letter is not None
        text = " ".join((letter.subject, *letter.paragraphs, *map(str, letter.after)))
        assert "3,000" in text
        assert applicant.visitor.name not in text
        assert letter.action
        assert f"/{lang}/member/renewal/" in letter.action[1]


def test_it_goes_by_mail_and_i_decline_on_my_page(member, applicant):
    now = timezone.now()
    Term.objects.update(ends=timezone.localdate() + timedelta(days=20))
    Membership.objects.update(renewable_from=timezone.localdate())
    assert renew_by_themselves(now) == 1
    send_due(now)
    assert any("/member/renewal/" in message.body for message in mail.outbox)
    renew_by_themselves(now)
    assert RenewalNotice.objects.get().sent_at == now
    own, path = come_in(applicant.email, now), f"/membership/{member}/decline"
    page = own.get()
    assert "it renews automatically" in page
    assert '<button class="quiet" type="submit">' in page
    assert "Renewing now adds the next term and its dues at once." in page
    assert "Renew my membership" not in page, "a button beside «do not renew» that says nothing of now"
    for _ in range(2):
        assert own.post(path).status_code == 303
    assert "you declined" in own.get()
    assert "Renew my membership" in own.get()
    assert RenewalNotice.objects.get().by_person
