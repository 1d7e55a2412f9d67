"""The page behind the link of somebody who works for a contractor: the lesson, its questions, and that it was passed.

Opening it changes nothing. What is answered is judged and forgotten, as with our own staff (`take.answer`).
"""

from collections.abc import Mapping
from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _

from azukari.core.ledger.shapes import Value
from azukari.core.mail.link import LinkClosed, LinkState
from azukari.core.mail.link_page import CONTACT, Panel, Visit, link_page, nowhere, told
from azukari.core.policy_versions.current import current, ruling_policy
from azukari.features.training.contractors import LINK, valid_until
from azukari.features.training.course import written
from azukari.features.training.models import Trainee
from azukari.features.training.questions import fields_of, judge, shown, tell
from azukari.lib.conflict import InvalidTransition
from azukari.policy.training import CONTRACTOR
from azukari.shells.staff.fields import Questions


def _show(visit: Visit, row: Trainee) -> HttpResponse:
    form = Questions(fields_of(written(CONTRACTOR), visit.lang))
    return _page(visit, row, form, {"until": valid_until(row, current().policy, visit.now)})


def _press(visit: Visit) -> HttpResponse:
    row, lesson, ruling = LINK.opened(visit.token, now=visit.now), written(CONTRACTOR), current()
    if valid_until(row, ruling.policy, visit.now):
        return visit.again()
    form = Questions(fields_of(lesson, visit.lang), visit.request.POST)
    if not form.is_valid():
        return _page(visit, row, form, status=422)
    try:
        by: dict[str, Value] = {"actor": f"recipient:{row.recipient_id}", "trainee": str(row.id)}
        result = judge(visit.request, lesson, form.cleaned_data, ruling, holder=row.id, who=by, now=visit.now)
    except InvalidTransition as trouble:
        form.add_error(None, trouble.sentence[visit.lang])
        return _page(visit, row, form, status=409)
    if result.is_passed:
        return visit.again()
    return _page(visit, row, form, tell(form, result, lesson, visit.lang), status=422)


def _page(
    visit: Visit, row: Trainee, form: Questions, more: Mapping[str, Any] | None = None, *, status: int = 200
) -> HttpResponse:
    lesson, policy = written(CONTRACTOR), current().policy
    context = {
        **shown(lesson, policy, visit.lang),
        "company": row.recipient.called(visit.lang),
        "us": policy.organisation.name[visit.lang],
        "form": form,
        **(more or {}),
    }
    return visit.render("training/lesson.html", context, status=status)


def _read(token: str, *, now: Any) -> Trainee:
    if ruling_policy() is None:
        raise LinkClosed(LinkState.UNKNOWN)
    return LINK.opened(token, now=now)


_TOO_OLD = Panel(
    _("This link has expired"),
    (_("It worked for a month. Ask the person who invited you for a new one."),),
    "clock",
    ways=(CONTACT,),
)

show = link_page(
    "lesson",
    _read,
    show=_show,
    press=_press,
    closed=told({LinkState.EXPIRED: _TOO_OLD}, otherwise=nowhere(CONTACT)),
)
