"""The list of one form's submissions, fifty a page: masked, but for names where the form's purpose is selected."""

from dataclasses import dataclass
from functools import cached_property

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from azukari.core.appearance.outcome import outcome_of
from azukari.core.forms.handled_words import ICONS, in_words
from azukari.core.forms.kinds import of
from azukari.core.forms.models import Handled, State, Submission
from azukari.policy.decide import may_act
from azukari.policy.terms import Act
from azukari.shells.staff.answer import number as number_of
from azukari.shells.staff.by_name import by_name
from azukari.shells.staff.form_desk import FormDesk, serves_form
from azukari.shells.staff.reader import user_of
from azukari.shells.staff.scope import scope_of
from azukari.shells.staff.submission_filter import chips, handled, read, submissions, tabs
from azukari.shells.staff.submission_rows import apart, number

PAGE = 50
NOTHING_CHOSEN = "none"
"""What the address tells after a press for which nothing was chosen."""
MOST = 1_000
"""So many of a narrowed list are paged through; days lead to the others."""


@dataclass(frozen=True, slots=True)
class SubmissionRow:
    """A submission as the list shows it; ``handled`` is blank where nobody answers such forms, or not yet, ``words``
    where nothing but its moment tells it apart.
    """

    submission: Submission
    number: str
    waiting: bool
    handled: str
    icon: str
    assignee: str
    name: str = ""
    version: int = 0
    words: str = ""
    line: str = ""  # how a message begins, where it was opened
    days: int = 0  # for which it has waited for an answer; 0 for less than one, and where none is due

    @property
    def tick(self) -> str:
        """What the box says to whoever does not see its line."""
        return _("Tick %(number)s") % {"number": self.number}

    @property
    def sealed(self) -> str:
        """Likewise of the way to the person."""
        return _("Sealed: the person of submission %(number)s") % {"number": self.number}


class _Pages(Paginator):  # type: ignore[type-arg]
    """Fifty a page. A list that is narrowed is counted no further than `MOST`, since no index tells how many there are.

    Args:
        form: whose list it is, where nothing narrows it: then an index alone tells how many there are.
        apart: how many of them wait apart as spam.
    """

    def __init__(self, found: QuerySet[Submission], form: str | None, apart: int) -> None:
        super().__init__(found, PAGE)
        self.found, self.form, self.apart = found, form, apart

    def page(self, number: int | str) -> Page:  # type: ignore[type-arg]
        """Its ids first, so that what lies before it is walked by an index, and no row of it is read."""
        number = self.validate_number(number)
        ids = list(self.found.values_list("id", flat=True)[(number - 1) * PAGE : number * PAGE])
        rows = {one.id: one for one in Submission.objects.filter(id__in=ids).select_related("handling__assignee")}
        return Page([rows[id] for id in ids if id in rows], number, self)

    @property
    def count(self) -> int:
        """How many there are on all pages."""
        return self._counted if self.form else min(self._counted, MOST)

    @property
    def goes_on(self) -> bool:
        """Whether there are more than are counted."""
        return self._counted > self.count

    @cached_property
    def _counted(self) -> int:
        if self.form is None:
            return self.found.order_by()[: MOST + 1].count()
        return Submission.objects.filter(form=self.form, state__in=State.values).count() - self.apart


@require_safe
@serves_form
def show(request: HttpRequest, desk: FormDesk) -> HttpResponse:
    """Submissions of a form; 403 and a record for whoever's duties do not serve it. As many queries for one as for
    a hundred thousand.
    """
    form = desk.form
    wanted, problems = read(request.GET, form)
    found = submissions(form, wanted, me=user_of(request), zone=desk.zone)
    spam = apart([form.slug]).get(form.slug, 0)
    page = _Pages(found, None if wanted.narrowed else form.slug, spam).get_page(request.GET.get("page"))
    answered = of(form.kind).is_answered
    there = {s.id: s.person_id for s in page.object_list if s.state == State.ACCEPTED}
    named = by_name(request, desk, there, first_lines=answered)
    words = of(form.kind).told_apart([submission.id for submission in page.object_list])
    context = {
        "hand": named.hand,
        "chips": chips(wanted),
        "steps": [
            ("mine", _("Take them over")),
            *((s.value, _("Mark as %(state)s") % {"state": in_words(s)}) for s in Handled),
        ]
        if answered
        else [],
        "told": _told(request),
        "form": form,
        "purposes": [desk.policy.purposes[slug] for slug in form.purposes],
        "places": of(form.kind).desk_pages,
        "rows": [
            row(
                s,
                answered=answered,
                name=named.names.get(s.id, ""),
                words=words.get(s.id, ""),
                line=named.lines.get(s.id, ""),
                days=_days(s, desk) if answered else 0,
            )
            for s in page.object_list
        ],
        "answered": answered,
        "page_obj": page,
        "wanted": wanted,
        "tabs": tabs(form, wanted),
        "errors": problems,
        "wrong": {problem.field_id: problem.message for problem in problems},
        "query": f"{wanted.query}&" if wanted.narrowed else "",
        "apart": spam,
        "takes_out": form.slug in scope_of(desk.who.actor, desk.policy, act=Act.EXPORT).forms,
        "counts_pages": bool(may_act(desk.policy, Act.STATISTICS, desk.who.actor)),
    }
    return render(request, "console/submissions.html", context, status=422 if problems else 200)


def _told(request: HttpRequest) -> str:
    """What came of the last step on several, in words; the address carries two numbers."""
    if outcome_of(request) == NOTHING_CHOSEN:
        return _("Nothing was changed. Choose what to do with those that you tick.")
    first, _dash, second = outcome_of(request).partition("-")
    done, several = number_of(first), number_of(second)
    if done < 0 or several < 0:
        return ""
    if several == 0:
        return _("Tick the submissions first.")
    if done == several:
        return ngettext("Done for %(done)s submission.", "Done for %(done)s submissions.", done) % {"done": done}
    return _("Done for %(done)s of %(several)s. The others have changed in the meantime or are not confirmed yet.") % {
        "done": done,
        "several": several,
    }


def _days(submission: Submission, desk: FormDesk) -> int:
    """For how many days a message has waited for an answer."""
    if handled(submission) not in (Handled.NEW, Handled.IN_HAND):
        return 0
    organisation = desk.policy.organisation
    return (organisation.day(desk.now) - organisation.day(submission.created_at)).days


def row(
    submission: Submission, *, answered: bool, name: str = "", words: str = "", line: str = "", days: int = 0
) -> SubmissionRow:
    """The line of a submission that came with its handling."""
    care = submission.care
    shown = handled(submission) if answered else ""
    assignee = care.assignee.name if care.assignee else ""
    waiting = submission.state == State.PENDING
    icon = ICONS.get(shown, "")
    return SubmissionRow(
        submission,
        number(submission.id),
        waiting,
        in_words(shown),
        icon,
        assignee,
        name,
        care.version,
        words,
        line,
        days,
    )
