"""How far an issue has got: its messages by state, the views that it brought, and who got it; nobody is opened."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from azukari.core.mail.mailing import failed, lately_taken
from azukari.core.mail.models import MailingMessage
from azukari.core.mail.paused import why_paused
from azukari.core.mail.progress import progress as progress_in
from azukari.features.magazine import sending
from azukari.features.magazine.desk.door import issue_at, list_at, serves_list
from azukari.features.magazine.life import STATED
from azukari.features.magazine.models import Issue
from azukari.features.magazine.words import MESSAGES, titles
from azukari.lib.campaign_views import Views, views_of
from azukari.policy.mailing import MailingState, MessageState
from azukari.shells.staff.form_desk import FormDesk
from azukari.shells.staff.submission_rows import number as person_number

_PAGE = 100


def progress(issue: Issue, *, now: datetime) -> Mapping[str, Any]:
    """How many messages stand in which state, exactly, from the rows of the mailing, and how fast they go."""
    carried = sending.mailing_of(issue)
    if carried is None:
        return {"carried": None}
    far = progress_in(carried)
    return {
        "carried": carried,
        "is_paused": carried.state == MailingState.PAUSED,
        "why_paused": why_paused(carried),
        "is_going": carried.state == MailingState.SENDING,
        "total": far.total,
        "left": far.waiting,
        "a_minute": lately_taken(carried, now=now) if far.waiting else 0,
        "failed": failed(carried).count(),
        "in_doubt": far.in_doubt,
        "rows": [(state, MESSAGES[state], far.counts[state]) for state in MessageState if far.counts.get(state)],
    }


def views(issue: Issue, desk: FormDesk) -> Views | None:
    """How often links to our own pages were followed, in total; None where they do not say which issue is theirs."""
    if not (issue.names_itself and issue.number and issue.sent_at):
        return None
    return views_of(issue.campaign, desk.policy.organisation.day(issue.sent_at))


@require_safe
@serves_list
def who(request: HttpRequest, desk: FormDesk, issue_id: UUID) -> HttpResponse:
    """Who got it: each reader by a sign, with the state of their message. Nobody's address or name is opened."""
    issue = issue_at(desk, issue_id)
    wanted = request.GET.get("state", "")
    carried = sending.mailing_of(issue)
    told_apart = issue.audience in STATED  # who is in such a part is told to nobody, not even by a sign
    found = MailingMessage.objects.none()
    if carried and not told_apart:
        found = MailingMessage.objects.filter(mailing=carried, person__isnull=False)
    if wanted in MESSAGES:
        found = found.filter(state=wanted)
    page = Paginator(found.order_by("id"), _PAGE).get_page(request.GET.get("page"))
    rows = [
        (m.person_id, person_number(m.person_id), m.lang, MESSAGES[m.state], m.code, m.changed_at)
        for m in page
        if m.person_id
    ]
    context = {
        "list": list_at(desk),
        "issue": issue,
        "title": titles(issue, desk.lang),
        "people": rows,
        "told_apart": told_apart,
        "page_obj": page,
        "states": MESSAGES,
        "wanted": wanted,
        "query": f"state={wanted}&" if wanted in MESSAGES else "",
        **progress(issue, now=desk.now),
    }
    return render(request, "magazine/desk/who.html", context)
