"""The register, and one incident: what follows from its facts, by when, what is done, and what comes next."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from azukari.core.mail.progress import progress_of
from azukari.features.incidents import words
from azukari.features.incidents.alerts import LATE, NEAR, sort_of, until_words
from azukari.features.incidents.models import Done, Incident, Notice
from azukari.features.incidents.register import assessed, left
from azukari.policy.breach import Duty, Owed
from azukari.policy.cited import cited
from azukari.policy.decide import may_act
from azukari.policy.terms import Act, Actor, Policy
from azukari.shells.staff.acts import Doer, judge, page_behind
from azukari.shells.staff.answer import staff_name
from azukari.shells.staff.fields import Questions
from azukari.shells.staff.needs import Need

SEE = (Act.SUPERVISE, Act.AUDIT)
_MOST = 200
_KINDS = {LATE: "broken", NEAR: "attention"}


@dataclass(frozen=True, slots=True)
class ClockLine:
    """One duty as the page shows it.

    Args:
        standing: ``done``, or how its clock stands: ``begun``, ``near``, ``late``.
        kind: the look of a state.
    """

    duty: Duty
    title: object
    clause: str
    until: str
    standing: str
    kind: str
    done: Done | None
    aim: object


def clocks(incident: Incident, policy: Policy, done: Sequence[Done], now: datetime) -> list[ClockLine]:
    """Every duty of an incident, in the order in which they fall due."""
    lang, by_duty = get_language() or "ja", {row.duty: row for row in done}
    return [
        ClockLine(
            owed.duty,
            words.DUTIES[owed.duty],
            cited(owed.clause, lang),
            until_words(owed, lang),
            "done" if owed.duty in by_duty else sort_of(owed, now),
            "kept" if owed.duty in by_duty else _KINDS.get(sort_of(owed, now), "attention"),
            by_duty.get(owed.duty),
            owed.aim,
        )
        for owed in assessed(incident, policy).owed
    ]


@page_behind(*SEE)
def show_all(request: HttpRequest, who: Doer) -> HttpResponse:
    """The register, newest first. A constant number of queries."""
    rows = list(Incident.objects.prefetch_related("done").order_by("-number")[:_MOST])
    shown = [
        {
            "row": row,
            "mishap": words.MISHAP[row.mishap],
            "found": assessed(row, who.policy),
            "next": next(
                (c for c in clocks(row, who.policy, [*row.done.all()], who.now) if c.standing != "done"), None
            ),
        }
        for row in rows
    ]
    may = bool(judge((Act.SUPERVISE,), who.actor, who.policy))
    return render(request, "incidents/desk/list.html", {"lines": shown, "may": may})


@page_behind(*SEE)
def show(request: HttpRequest, who: Doer, incident_id: UUID) -> HttpResponse:
    """One incident. What was written stays sealed here; whoever looks after incidents opens it on its own page."""
    return page(request, who, find(incident_id))


def page(
    request: HttpRequest, who: Doer, row: Incident, form: Questions | None = None, status: int = 200
) -> HttpResponse:
    """The page, with what is wrong with a button that was pressed."""
    found, notice = assessed(row, who.policy), Notice.objects.filter(incident=row).first()
    lines = clocks(row, who.policy, list(row.done.all()), who.now)
    context = {
        "row": row,
        "form": form,
        "found": found,
        "clause": cited(found.clause, get_language() or "ja"),
        "lines": lines,
        "facts": facts_in_words(row),
        "kinds": row.kinds(who.policy) if row.categories else "",
        "opener": staff_name(row.opened_by),
        "traces": [(trace, words.BYS[trace.by]) for trace in row.traces.order_by("made_at")],
        "affected": row.affected.count(),
        "notice": notice,
        "progress": progress_of(notice.mailing) if notice else None,
        "lessons": [(lesson, staff_name(lesson.owner)) for lesson in row.lessons.order_by("due", "id")],
        "statements": row.statements.count(),
        "may": bool(judge((Act.SUPERVISE,), who.actor, who.policy)) and row.closed_at is None,
        "may_read": bool(judge((Act.SUPERVISE,), who.actor, who.policy)),
        "ready": row.closed_at is None and not left(row, who.policy),
    }
    return render(request, "incidents/desk/incident.html", context, status=status)


def facts_in_words(row: Incident) -> list[object]:
    """What is known, in sentences."""
    named: list[object] = [words.MISHAPS[row.mishap], words.STAGES[row.stage], words.ROLES[row.role]]
    named += [text for name, text in words.MAY_BE.items() if getattr(row, name)]
    named += [text for name, text in words.PROTECTS.items() if getattr(row, name)]
    if row.told_principal:
        named.append(_("That organisation has been told"))
    return [*named, words.RISKS[row.gdpr]]


def find(id: UUID) -> Incident:
    """The incident, or 404."""
    return get_object_or_404(Incident, id=id)


def above(row: Incident | None = None) -> list[tuple[str, str]]:
    """The pages above a step."""
    top = (reverse("console-incidents"), _("Incidents"))
    return [top, (home(row), name_of(row))] if row else [top]


def home(row: Incident) -> str:
    return reverse("console-incident", args=[row.id])


def name_of(row: Incident) -> str:
    """What an incident is called; a drill says so wherever it is named."""
    return (_("Drill %(number)s") if row.drill else _("Incident %(number)s")) % {"number": row.number}


def pressing(actor: Actor, policy: Policy, now: datetime) -> list[Need]:
    """The lines of the first page: of each open incident the clock that ends first. Two queries."""
    if not may_act(policy, Act.SUPERVISE, actor):
        return []
    needs, lang = [], get_language() or "ja"
    for row in Incident.objects.filter(closed_at__isnull=True).prefetch_related("done").order_by("number")[:_MOST]:
        waits, said = left(row, policy), {"name": name_of(row)}
        if not waits:
            needs.append(Need(_("%(name)s can be closed") % said, home(row), "alert"))
            continue
        first = min(waits, key=_when)
        said |= {"duty": str(words.DUTIES[first.duty]), "until": until_words(first, lang)}
        urgent = not row.drill and sort_of(first, now) in (NEAR, LATE)
        due = policy.organisation.day(first.due) if first.due and not row.drill else None
        needs.append(Need(_("%(name)s: %(duty)s, %(until)s") % said, home(row), "clock", urgent=urgent, due=due))
    return needs


def _when(owed: Owed) -> tuple[bool, float]:
    return owed.due is None, owed.due.timestamp() if owed.due else 0.0
