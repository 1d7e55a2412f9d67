"""Mailings, messages and mailboxes in each state; issues, questionnaires, shifts and exported lists that ended; hours
out of a list.
"""

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from django.test import Client
from django.urls import reverse

from azukari.core.accounts.staff import disable
from azukari.core.consent.models import Grant
from azukari.core.forms.models import State, Submission
from azukari.core.mail import mailing
from azukari.core.mail.bulk.lease import take
from azukari.core.mail.bulk.message import Result
from azukari.core.mail.bulk.settle import settle
from azukari.core.mail.incoming import outcome
from azukari.core.mail.incoming.delivery import Complaint, Failure
from azukari.core.mail.incoming.receive import receive
from azukari.core.mail.incoming.return_path import Named, Sort
from azukari.core.mail.models import Mailing, MailingMessage, Message
from azukari.core.policy_versions.current import current
from azukari.features.exports.models import ExportState, FileFormat, ListExport
from azukari.features.exports.order import AGAIN, stop, tend
from azukari.features.exports.work import work as put_together
from azukari.features.magazine import sending
from azukari.features.magazine.issue_templates import keep
from azukari.features.magazine.issues import approve, begin, schedule
from azukari.features.magazine.lists import lists
from azukari.features.magazine.models import Issue, Layout
from azukari.features.questionnaires.document import write as document_of
from azukari.features.questionnaires.models import Poll
from azukari.features.questionnaires.publish import close, newest, publish, questionnaire_of
from azukari.features.reconsent.tend import ASK_LETTER
from azukari.features.reconsent.tend import tend as tend_reconsent
from azukari.features.volunteers.history.reading import Hours
from azukari.features.volunteers.history.taking import take_over
from azukari.features.volunteers.models import SignUp, SignUpState
from azukari.features.volunteers.sign_up import cancel
from azukari.lib.job import clock
from azukari.policy.mailing import MessageState
from azukari.policy.returned import WEIGHT, Reason
from tests.console import desks
from tests.gallery import others, stage

TEXTS = [mailing.Text("ja", "お知らせ", "{{name}} 様\n\nお知らせです。", "<p>{{name}} 様</p>")]
VOLUNTEERS = "volunteers"
LEFT = "former-clerk@seoto.example.org"
_ISSUE = {"ja": ("号外", "川の水位のお知らせです。"), "en": ("Extra", "About the level of the river.")}


def happen(now: datetime) -> None:
    """All of it."""
    _mailings(now)
    _letters(now)
    _issues()
    _questionnaires(now)
    _shifts(now)
    _lists()


def _mailing(people: int, now: datetime) -> Mailing:
    made = mailing.write("writing:list", purpose="membership", texts=TEXTS, actor=stage.actor(stage.OFFICE), now=now)
    members = Grant.objects.living(now).filter(purpose="membership", person__confirmed_at__isnull=False)
    chosen = members.order_by("person_id").values_list("person_id", flat=True).distinct()[30 : 30 + people]
    mailing.add(made, [(person, "ja") for person in chosen], now=now)
    return made


def _mailings(now: datetime) -> None:
    """One that is written, one that was stopped, one that was cancelled; and one with a message in each state."""
    _mailing(3, now)
    for turn in (mailing.pause, lambda one: mailing.cancel(one, now=now)):
        made = _mailing(3, now)
        mailing.start(made, now=now)
        turn(made)
    scored = [reason for reason, weight in WEIGHT.items() if weight]
    ends = [MessageState.REFUSED, MessageState.WITHDRAWN, MessageState.HELD, MessageState.SENT]
    going = _mailing(len(scored) + len(ends) + 2, now)
    mailing.start(going, now=now)
    run = uuid4()
    held = take(going, run, most=len(scored) + len(ends), now=now)
    results = [
        Result(row, MessageState.BOUNCED if reason is Reason.GONE else MessageState.GIVEN_UP, tried=1, reason=reason)
        for row, reason in zip(held, scored, strict=False)
    ]
    results += [Result(row, state) for row, state in zip(held[len(scored) :], ends, strict=True)]
    settle(run, results, now=now)
    gone = MailingMessage.objects.filter(mailing=going, state=MessageState.SENT).get()
    outcome.settle(Named(Sort.MAILING, gone.id), Complaint(), now=now)


def _letters(now: datetime) -> None:
    """A question about the wider policy that did not arrive, and a mail that nobody can be asked about."""
    words = b"From: reader@example.org\nSubject: The river\n\nIt is low this year.\n"
    assert receive(words, recipient="office@example.org", sender="", now=now).taken
    asked = Message.objects.filter(kind=ASK_LETTER, sent_at__isnull=False, failure="").order_by("-id").first()
    assert asked is not None
    outcome.settle(Named(Sort.LETTER, asked.id), Failure(Reason.GONE, "5.1.1"), now=now)
    tend_reconsent(now)


def _issues() -> None:
    """Issues that were approved, wait for their day, and were cancelled while they went; a template of each layout."""
    _approved()
    waiting = _approved()
    writer = stage.actor(stage.LETTERS)
    schedule(waiting.id, at=clock() + timedelta(days=3), actor=writer, now=clock())
    going = _approved()
    schedule(going.id, at=clock(), actor=writer, now=clock())
    sending.send_due(clock())
    sending.cancel(Issue.objects.get(id=going.id), actor=writer, now=clock())
    for layout in Layout:
        keep(_draft(layout), f"{layout}", actor=writer, now=clock())


def _draft(layout: str = Layout.LETTER) -> Issue:
    return begin("magazine", layout=layout, actor=stage.actor(stage.LETTERS), now=clock(), texts=_ISSUE)


def _approved() -> Issue:
    issue, policy = _draft(), current().policy
    second = desks.OPERATOR
    return approve(issue.id, lists(policy)["magazine"], policy, version=issue.version, actor=second, now=clock())


def _questionnaires(now: datetime) -> None:
    """One that is being written, and one that is closed."""
    version = newest(Poll.objects.get(slug=others.MASTER))
    assert version is not None
    for slug in ("riverside-draft", "riverside-closed"):
        draft = {**document_of(questionnaire_of(version)), "slug": slug}
        Poll.objects.create(slug=slug, draft=draft, changed_at=now)
    publish("riverside-closed", revision=None, actor=desks.OPERATOR, now=now)
    close("riverside-closed", revision=None, actor=desks.OPERATOR, now=now)


def _shifts(now: datetime) -> None:
    taken = SignUp.objects.filter(state=SignUpState.TAKEN, shift__starts__gt=now + timedelta(days=1)).first()
    assert taken is not None
    cancel(taken.shift_id, submission=taken.submission_id, actor=stage.actor(stage.HELPERS), now=now)
    _past_hours(now)


def _past_hours(now: datetime) -> None:
    """Two volunteers gave hours before they registered here, which came out of a list."""
    running = Submission.objects.filter(form=VOLUNTEERS, state=State.ACCEPTED, ending=None).order_by("id")[:2]
    organisation = current().policy.organisation
    day = organisation.day(now) - timedelta(days=500)
    hours = [Hours(one.id, day, minutes=90, activity="川の清掃") for one in running]
    assert take_over(hours, form=VOLUNTEERS, zone=organisation.zone, actor=stage.actor(stage.HELPERS), now=now) == 2


def _lists() -> None:
    """Lists that were let go, fetched, could not be put together, and are to be put together, in each format."""
    clerk, former = desks.fresh(stage.member(stage.OFFICE)), desks.fresh(desks.staff("membership", email=LEFT))
    _asked(former, FileFormat.CSV)
    disable(LEFT, actor=stage.actor(stage.PRIVACY), now=clock())
    stop(_asked(clerk, FileFormat.XLSX), now=clock())
    fetched = _asked(clerk, FileFormat.PLAIN_CSV)
    while ListExport.objects.filter(state=ExportState.WAITING).exists():
        put_together(clock())
    got: Any = clerk.post(reverse("console-export-file", kwargs={"id": fetched.id}))
    assert b"".join(got.streaming_content)
    tend(clock() + AGAIN)
    _asked(clerk, FileFormat.CSV)


def _asked(clerk: Client, format: FileFormat) -> ListExport:
    asked = {"fields": ["name", "email"], "reason": "service", "format": format.value, "make": "1"}
    assert clerk.post("/console/export/people/?purpose=membership", asked).status_code == 302
    made = ListExport.objects.filter(state=ExportState.WAITING).order_by("-made_at").first()
    assert made is not None
    return made
