"""An incident from its entry to its end: decided, clocked, traced in the ledger, told; a drill sends nothing."""

from datetime import timedelta

import pytest
from django.core import mail
from django.urls import reverse
from django.utils.translation import override

from azukari.core.ledger.models import Pending
from azukari.core.mail.mailing import settle_done
from azukari.core.mail.models import Mailing, MailingMessage, Message
from azukari.core.mail.progress import progress_of
from azukari.core.mail.queue import send_due
from azukari.core.people.models import Trail
from azukari.core.policy_versions.current import current
from azukari.core.vault.models import SealedNote
from azukari.core.vault.reasons import Reason
from azukari.core.vault.refusal import Refused
from azukari.core.vault.release import release
from azukari.core.vault.suppression import suppress
from azukari.features.incidents.alerts import tell_of_clocks
from azukari.features.incidents.desk.page import pressing
from azukari.features.incidents.events import TOLD
from azukari.features.incidents.models import Affected, By, Incident, Item, Lesson
from azukari.features.incidents.register import Known, do, left, open_incident, read, set_lesson, state
from azukari.features.incidents.telling import make, send_ready, suggested
from azukari.features.incidents.tracing import concerned, trace
from azukari.policy.breach import Duty, Facts, Role
from azukari.policy.decide import may_act
from azukari.policy.terms import Act, Actor, ActorKind, Category
from tests.cast import NOW
from tests.console import desks
from tests.mailings.issue import named, send_all
from tests.mailings.sink import sink

pytestmark = pytest.mark.django_db(transaction=True)
SECRET = "a list lay in the train"
TEXTS = {"ja": "名簿が電車に残されました。\n\nおわびします。", "en": "A list was left in a train.\n\nWe are sorry."}


@pytest.fixture
def server(settings):
    with sink() as made:
        named(made, settings)
        yield made


def _opened(officer, *, drill: bool = False, **facts) -> Incident:
    known = Known(
        Facts(NOW - timedelta(hours=1), **{"special_care": True, "people": 3, **facts}), frozenset({Category.NAME})
    )
    policy = current().policy
    return open_incident(known, drill=drill, summary=SECRET, policy=policy, actor=officer.actor, now=NOW)


def _look(actor: Actor, person, at) -> None:
    release(
        [person], purpose="membership", categories=frozenset({Category.NAME}), actor=actor, reason=Reason.CHECK, now=at
    )


def _told(notice) -> tuple[int, int, int]:
    far = progress_of(notice.mailing)
    return far.sent, far.waiting, far.unreached


def test_whom_it_concerns_is_what_the_account_saw_in_that_time(officer, membership_desk, hanako, amelia):
    colleague = Actor(ActorKind.STAFF, "00000000-0000-4000-8000-00000000beef", membership_desk.duties)
    _look(membership_desk.actor, hanako.id, NOW + timedelta(hours=1))
    _look(colleague, hanako.id, NOW + timedelta(hours=5))
    window = {"since": NOW, "until": NOW + timedelta(hours=2)}
    assert concerned(By.ACCOUNT, membership_desk.actor.reference, **window) == {hanako.id}
    assert concerned(By.ACCOUNT, colleague.reference, **window) == frozenset(), "it looked later"
    assert concerned(By.RECIPIENT, "kotori-mail", **window) == frozenset()
    incident = _opened(officer)
    for _again in range(2):
        trace(incident, By.ACCOUNT, membership_desk.actor.reference, **window, actor=officer.actor, now=NOW)
    assert [(row.person_id, row.lang) for row in incident.affected.all()] == [(hanako.id, "ja")]


def test_what_is_written_is_sealed_and_opens_for_the_duty_alone(officer, membership_desk):
    incident = _opened(officer)
    set_lesson(incident.id, "no lists on paper", due=NOW.date(), owner="staff:1", actor=officer.actor, now=NOW)
    assert all(SECRET.encode() not in bytes(note.sealed) for note in SealedNote.objects.all())
    assert not [row for row in Pending.objects.all() if SECRET in row.payload]
    texts = read(incident, actor=officer.actor, now=NOW)
    assert texts["summary"] == SECRET
    assert "no lists on paper" in texts.values()
    state(incident.id, {Item.CAUSE: "forgotten", Item.SUMMARY: ""}, version=Incident.objects.get().version, now=NOW)
    assert read(Incident.objects.get(), actor=officer.actor, now=NOW)["cause"] == "forgotten"
    with pytest.raises(Refused):
        read(incident, actor=membership_desk.actor, now=NOW)


def test_a_notice_reaches_each_in_their_language_and_the_suppressed_are_counted(officer, server, hanako, amelia):
    incident = _opened(officer)
    for person, lang in ((hanako.id, "ja"), (amelia.id, "en")):
        Affected.objects.create(incident=incident, person_id=person, lang=lang)
    notice = make(incident, TEXTS, actor=officer.actor, now=NOW)
    assert send_ready(NOW) == 1
    assert send_ready(NOW) == 0
    send_all(NOW)
    settle_done(now=NOW)
    notice.refresh_from_db()
    assert _told(notice) == (2, 0, 0)
    said = {str(m["To"].addresses[0].addr_spec): m for m in server.read()}
    assert "電車" in said[hanako.email].get_body(("plain",)).get_content()
    assert "left in a train" in said[amelia.email].get_body(("html",)).get_content()
    assert said[amelia.email]["Content-Language"] == "en"
    told = Trail.objects.filter(entry_id__in=Pending.objects.filter(kind=TOLD.name).values("id"))
    assert {row.person_id for row in told} == {hanako.id, amelia.id}


def test_whoever_is_never_to_be_written_to_is_counted_and_told_otherwise(officer, server, hanako):
    incident = _opened(officer)
    Affected.objects.create(incident=incident, person_id=hanako.id, lang="ja")
    suppress([hanako.email], actor=officer.actor, now=NOW)
    notice = make(incident, TEXTS, actor=officer.actor, now=NOW)
    send_ready(NOW)
    send_all(NOW)
    notice.refresh_from_db()
    assert _told(notice) == (0, 0, 1)


@pytest.mark.parametrize(
    ("lang", "said"), [("ja", "送信が途中で切れた"), ("en", "Sending was interrupted during 1 message.")]
)
def test_messages_in_doubt_are_told_beside_those_that_were_sent(lang, said, officer, hanako):
    incident = _opened(officer)
    Affected.objects.create(incident=incident, person_id=hanako.id, lang="ja")
    make(incident, TEXTS, actor=officer.actor, now=NOW)
    send_ready(NOW)
    client = desks.browser(officer.user, lang)
    at = reverse("console-incident", args=[incident.id])
    assert said not in client.get(at).content.decode()
    MailingMessage.objects.update(doubtful=True)
    assert said in client.get(at).content.decode()


def test_of_a_drill_nothing_leaves_and_nobody_is_told(officer, hanako):
    incident = _opened(officer, drill=True)
    Affected.objects.create(incident=incident, person_id=hanako.id, lang="ja")
    make(incident, TEXTS, actor=officer.actor, now=NOW)
    before = Message.objects.count()
    assert (send_ready(NOW), tell_of_clocks(NOW)) == (0, 0)
    assert not Mailing.objects.exists()
    assert not MailingMessage.objects.exists()
    assert Message.objects.count() == before
    assert Affected.objects.get().told_at is None
    assert not Pending.objects.filter(kind=TOLD.name).exists()
    assert not [
        row for row in Pending.objects.filter(kind__startswith="incidents:") if '"drill":true' not in row.payload
    ]


def test_clocks_are_written_of_once_each_and_again_a_day_before_their_end(officer):
    _opened(officer)
    assert tell_of_clocks(NOW) == 3
    assert tell_of_clocks(NOW) == 0
    end = NOW + timedelta(days=4, hours=1)
    assert tell_of_clocks(end) == 1
    assert tell_of_clocks(end + timedelta(days=1)) == 1
    send_due(NOW)
    letters = [m for m in mail.outbox if officer.user.email in m.to]
    assert letters
    assert not [m for m in letters if SECRET in m.body]


@override("en")
def test_the_first_page_says_what_is_due_first_and_a_drill_says_that_it_is_one(officer, membership_desk):
    policy = current().policy
    incident = _opened(officer)
    [need] = pressing(officer.actor, policy, NOW)
    assert need.sentence.startswith("Incident 1: First report to the authority, by Sat 28 Nov 2026")
    assert not need.urgent
    assert pressing(officer.actor, policy, NOW + timedelta(days=4))[0].urgent
    do(incident.id, Duty.PRELIMINARY, policy=policy, actor=officer.actor, now=NOW)
    assert [owed.duty for owed in left(incident, policy)] == [Duty.PEOPLE, Duty.FINAL]
    _opened(officer, drill=True)
    assert pressing(officer.actor, policy, NOW)[1].sentence.startswith("Drill 2")
    assert not pressing(officer.actor, policy, NOW + timedelta(days=40))[1].urgent
    assert pressing(membership_desk.actor, policy, NOW) == []


def test_telling_the_principal_ends_our_part(officer):
    policy = current().policy
    incident = _opened(officer, role=Role.CONTRACTOR)
    assert left(incident, policy)[0].duty is Duty.PRINCIPAL
    do(incident.id, Duty.PRINCIPAL, policy=policy, actor=officer.actor, now=NOW)
    incident.refresh_from_db()
    assert left(incident, policy) == ()


ANSWERS = {
    "sort": "real", "knew_at": "2026-11-24 11:00", "mishap": "leak", "stage": "kept", "role": "own", "people": "12",
    "categories": ["name", "email"], "may_be": ["special_care"], "gdpr": "elsewhere", "summary": SECRET,
}  # fmt: skip


@pytest.mark.parametrize(("typed", "read"), [("1,200", 1200), ("１，２００", 1200), ("0", 0)])
def test_how_many_people_is_read_as_it_is_written(officer, typed, read):
    desks.fresh(officer.user).post(reverse("console-incident-new"), ANSWERS | {"people": typed})
    assert Incident.objects.get().people == read


@pytest.mark.parametrize("typed", ["", "many", "-1", "1.5", "100,000,001"])
def test_what_is_no_number_of_people_is_said(officer, typed):
    answer = desks.fresh(officer.user).post(reverse("console-incident-new"), ANSWERS | {"people": typed})
    assert (answer.status_code, "Write a whole number." in answer.content.decode()) == (422, True)
    assert not Incident.objects.exists()


def test_an_officer_goes_from_the_wizard_to_the_end(officer, hanako):
    desk = desks.fresh(officer.user)
    page = desk.post(reverse("console-incident-new"), ANSWERS, follow=True)
    said, incident = page.content.decode(), Incident.objects.get()
    assert "The authority and the people have to be told" in said
    assert "by Sat 28 Nov 2026" in said
    assert SECRET not in said
    whom = {"through": f"account:{officer.user.reference}", "since": "2026-11-02T09:00", "until": "2026-11-01T09:00"}
    asked = desk.post(reverse("console-incident-people", args=[incident.id]), whom)
    assert (asked.status_code, 'value="2026-11-02T09:00"' in asked.content.decode()) == (422, True)
    Affected.objects.create(incident=incident, person_id=hanako.id, lang="ja")
    report = reverse("console-incident-report", args=[incident.id])
    assert SECRET in desk.get(report).content.decode()
    texts = {item.value: f"about {item}" for item in Item}
    assert desk.post(report, {"version": str(incident.version), **texts}).status_code == 302
    assert desk.post(report, {"version": "0", **texts}).status_code == 409
    pdf = desk.get(reverse("console-incident-paper", args=[incident.id, "ja"]))
    assert pdf.content.startswith(b"%PDF")
    assert desk.get(reverse("console-incident-paper", args=[incident.id, "xx"])).status_code == 404
    notice = reverse("console-incident-notice", args=[incident.id])
    assert "about cause" in desk.get(notice).content.decode()
    wanted = {"text_ja": TEXTS["ja"], "text_en": TEXTS["en"]}
    dots = desk.post(notice, {**wanted, "text_en": "Why it happened\n…"})
    assert (dots.status_code, "in place of the dots" in dots.content.decode()) == (422, True)
    assert desk.post(notice, wanted).status_code == 302
    assert desk.post(notice, wanted).status_code == 409
    close = reverse("console-incident-close", args=[incident.id])
    version = {"version": str(Incident.objects.get().version)}
    assert desk.post(close, version).status_code == 409
    for duty in ("preliminary", "people", "final"):
        assert desk.post(reverse("console-incident-done", args=[incident.id, duty])).status_code == 302
    lesson = {"text": "lists stay here", "due": "2099-12-24", "owner": f"staff:{officer.user.reference}"}
    late = {**lesson, "due": "2020-12-24"}
    assert desk.post(reverse("console-incident-lesson", args=[incident.id]), late).status_code == 422
    assert desk.post(reverse("console-incident-lesson", args=[incident.id]), lesson).status_code == 302
    learnt = reverse("console-incident-learnt", args=[incident.id, Lesson.objects.get().id])
    assert desk.post(learnt).status_code == 302
    assert desk.post(close, {"version": str(Incident.objects.get().version)}).status_code == 302
    assert Incident.objects.get().closed_at
    assert desk.get(reverse("console-incidents")).status_code == 200


def test_an_auditor_sees_the_clocks_and_none_of_the_words(officer, auditor_desk):
    incident = _opened(officer)
    said = auditor_desk.get(reverse("console-incident", args=[incident.id])).content.decode()
    assert "First report to the authority" in said
    assert SECRET not in said
    for name in ("report", "notice", "people", "facts", "lesson"):
        assert auditor_desk.get(reverse(f"console-incident-{name}", args=[incident.id])).status_code == 403
    assert auditor_desk.get(reverse("console-incident-paper", args=[incident.id, "ja"])).status_code == 403


def test_a_moment_to_come_is_refused(officer):
    answer = desks.browser(officer.user).post(
        reverse("console-incident-new"), {**ANSWERS, "knew_at": "2099-01-01 09:00"}
    )
    assert answer.status_code == 422
    assert "That is in the future." in answer.content.decode()
    assert not Incident.objects.exists()


@pytest.fixture
def auditor_desk(officer):
    return desks.browser(desks.staff("auditor"))


def test_facts_that_change_change_what_is_owed(officer):
    incident = _opened(officer)
    desk = desks.browser(officer.user)
    facts = {**ANSWERS, "may_be": [], "version": str(incident.version)}
    assert desk.post(reverse("console-incident-facts", args=[incident.id]), facts).status_code == 302
    assert left(Incident.objects.get(), current().policy) == ()


def test_where_what_was_written_stays_closed_the_page_says_why(officer, membership_desk, monkeypatch):
    incident = _opened(officer)

    def closed(*_case, **_more):
        raise Refused(may_act(current().policy, Act.SUPERVISE, membership_desk.actor))

    monkeypatch.setattr("azukari.features.incidents.register.notes.read", closed)
    desk = desks.fresh(officer.user)
    for name in ("report", "notice"):
        assert desk.get(reverse(f"console-incident-{name}", args=[incident.id])).status_code == 403


def test_a_notice_begins_with_words_of_its_own_language_alone(officer):
    incident = _opened(officer)
    texts = {"summary": "名簿を電車に置き忘れた。", "harm": "Somebody may write to you."}
    policy = current().policy
    japanese, english = (suggested(incident, policy, lang, texts) for lang in ("ja", "en"))
    assert "名簿を電車に置き忘れた。" in japanese
    assert "Somebody" not in japanese
    assert "名簿" not in english
    assert "Somebody may write to you." in english
    page = (
        desks.fresh(desks.staff("privacy")).get(reverse("console-incident-notice", args=[incident.id])).content.decode()
    )
    assert "There is nobody to tell yet." in page
    assert "<textarea" not in page, "no form that could not be sent"
    assert "0 people" not in page
