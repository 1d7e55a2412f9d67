"""The magazine on the person's own page: what they get, in which language, and which issues went to them."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse

from azukari.core.consent.models import Grant
from azukari.core.mail.models import MailingMessage
from azukari.features.magazine.exits import PAUSES, as_wished
from azukari.features.magazine.issues import public_path, without_archive
from azukari.features.magazine.links import ISSUE
from azukari.features.magazine.lists import MailingList, lists
from azukari.features.magazine.models import Issue, IssueText, ReaderWish
from azukari.features.magazine.rendering import impersonal
from azukari.features.magazine.still_reading import asking
from azukari.features.magazine.wishes import as_shown
from azukari.policy.mailing import MessageState
from azukari.shells.self_service.guard import Visit, own_page

MOST = 100
"""Issues that are shown, the newest."""


@dataclass(frozen=True, slots=True)
class OwnIssue:
    """An issue that went to the person; ``url`` is blank where no archive has it."""

    number: int | None
    subject: str
    sent_at: datetime
    url: str


def section(visit: Visit) -> Mapping[str, Any] | None:
    """The lists that the person is on or once got something of; None where there is none. Seven queries."""
    known = lists(visit.policy)
    purposes = {one.purpose: one for one in known.values()}
    living = Grant.objects.living(visit.now).filter(person_id=visit.person, purpose__in=list(purposes))
    reads = {*living.values_list("purpose", flat=True)}
    wishes = {w.form: w for w in ReaderWish.objects.filter(person_id=visit.person)}
    went = _went(visit, known)
    asks = asking()
    today = visit.today
    shown = []
    for one in known.values():
        if one.purpose in reads or went[one.slug]:
            wished = as_shown(wishes.get(one.slug) or ReaderWish(), lang=visit.lang, today=today)
            of_list = {"list": one, "reads": one.purpose in reads, "issues": went[one.slug], "asks": asks.get(one.slug)}
            shown.append(of_list | wished)
    return {"lists": shown, "languages": visit.policy.languages, "pauses": list(PAUSES)} if shown else None


def _went(visit: Visit, known: Mapping[str, MailingList]) -> Mapping[str, list[OwnIssue]]:
    sent = MailingMessage.objects.filter(person_id=visit.person, mailing__kind=ISSUE, state=MessageState.SENT)
    messages = {m.mailing_id: m for m in sent.order_by("-changed_at")[:MOST]}
    issues = {issue.mailing: issue for issue in Issue.objects.filter(mailing__in=list(messages))}
    said: dict[UUID, dict[str, str]] = defaultdict(dict)
    for text in IssueText.objects.filter(issue__in=[issue.id for issue in issues.values()]):
        said[text.issue_id][text.lang] = text.subject
    closed = {*without_archive()}
    found: dict[str, list[OwnIssue]] = defaultdict(list)
    for mailing, message in messages.items():
        issue = issues.get(mailing)
        if issue is None or issue.form not in known:
            continue
        url = public_path(issue, message.lang, closed=closed)
        subject = impersonal(said[issue.id].get(message.lang, ""), message.lang)
        found[issue.form].append(OwnIssue(issue.number, subject, message.changed_at, url))
    return found


@own_page("POST")
def change(visit: Visit, slug: str) -> HttpResponse:
    """Another language, a pause, or an end of it; or that they still read it."""
    of = lists(visit.policy).get(slug)
    living = Grant.objects.living(visit.now).filter(person_id=visit.person, purpose=of.purpose if of else "")
    if of is None or not living.exists():
        raise Http404
    return visit.back(done=as_wished(visit.request, visit.person, of, actor=visit.actor, now=visit.now))
