"""The management review at the desk: hold it, read it as a PDF, see to its decisions."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from azukari.core.accounts.who import colleagues, names
from azukari.core.appearance.download import download
from azukari.features.audits import reviews as verbs
from azukari.features.audits.models import Decision, Review
from azukari.policy.terms import Act
from azukari.shells.staff.acts import Doer, form_behind, needs_act, page_behind
from azukari.shells.staff.due_day import DueDay
from azukari.shells.staff.fields import Answers, Fields, One, Text
from azukari.shells.staff.overtaken import LastChange
from azukari.shells.staff.post_only import post_only
from azukari.shells.staff.step import Step, answer

ACTS = (Act.AUDIT, Act.POLICY_EDIT)


@page_behind(*ACTS)
def show(request: HttpRequest, who: Doer) -> HttpResponse:
    """Every review with its decisions; and the year that is to be looked over."""
    rows = list(Review.objects.order_by("-year").prefetch_related("decisions"))
    known = names([d.owner for row in rows for d in row.decisions.all()] + [row.held_by for row in rows])
    year, newest = who.today.year, rows[0].year if rows else 0
    context = {
        "reviews": [
            (row, known.get(row.held_by, ""), [(words, f"{n:,}") for words, n in verbs.words_of(row.numbers)],
             [(d, known.get(d.owner, "")) for d in row.decisions.all()])
            for row in rows
        ],
        "years": [each for each in (year - 1, year) if each > newest],
        "langs": who.policy.languages,
    }  # fmt: skip
    return render(request, "assurance/desk/reviews.html", context)


@form_behind(*ACTS)
def hold(request: HttpRequest, who: Doer, year: int) -> HttpResponse:
    """Hold the review of a year."""
    if not 0 <= who.today.year - year <= 1:
        raise Http404
    held = Review.objects.filter(year=year).first()

    def do(answers: Answers, _version: int) -> str:
        verbs.hold(year, answers["words"], actor=who.actor, now=who.now, seen=held.words if held else "")
        return reverse("console-management-reviews")

    counted = verbs.words_of(verbs.numbers(year))
    lead = _("These numbers are drawn from what was recorded:")
    points = [_("%(number)s %(words)s") % {"number": f"{value:,}", "words": words} for words, value in counted]
    fields: Fields = {
        "words": Text(_("What the management concludes"), rows=6, max_length=4000, initial=held.words if held else "")
    }
    above = ((reverse("console-management-reviews"), _("Management review")),)
    title = _("Management review of %(year)d") % {"year": year}
    return answer(
        request,
        Step(
            title,
            lead,
            _("Hold the review"),
            above,
            fields,
            do,
            icon="book",
            points=points,
            last=LastChange(held.held_by if held else ""),
        ),
    )


@form_behind(*ACTS)
def decide(request: HttpRequest, who: Doer, year: int) -> HttpResponse:
    """Something that was decided, who does it, until when."""
    review = get_object_or_404(Review, year=year)

    def do(answers: Answers, _version: int) -> str:
        verbs.decide(review, answers["words"], owner=answers["owner"], due=answers["due"])
        return reverse("console-management-reviews")

    fields: Fields = {
        "words": Text(_("What was decided"), rows=3, max_length=1000),
        "owner": One(_("Who sees to it"), colleagues()),
        "due": DueDay(_("Due on"), today=who.today),
    }
    above = ((reverse("console-management-reviews"), _("Management review")),)
    lead = _("It stays here until it is done. A control turns red when its day has passed.")
    return answer(request, Step(_("A decision"), lead, _("Save the decision"), above, fields, do, icon="check"))


@post_only("console-management-reviews")
@needs_act(*ACTS)
def done(request: HttpRequest, who: Doer, id: UUID) -> HttpResponse:  # noqa: ARG001 - the button says it all
    """A decision was carried out."""
    verbs.done(get_object_or_404(Decision, pk=id).id, actor=who.actor, now=who.now)
    return redirect("console-management-reviews")


@page_behind(*ACTS)
def document(request: HttpRequest, who: Doer, year: int, lang: str) -> HttpResponse:  # noqa: ARG001 - needs none
    """The review as a PDF."""
    review = get_object_or_404(Review, year=year)
    if lang not in who.policy.languages:
        raise Http404
    content = verbs.document(review, lang=lang, now=who.now)
    return download(content, f"management-review-{year}-{lang}.pdf", "application/pdf")
