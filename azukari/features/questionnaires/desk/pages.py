"""Questionnaires at the desk: the list, a new one, one with all its questions, and what is done with it."""

from collections import Counter
from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from azukari.core.appearance.outcome import outcome_of
from azukari.features.questionnaires.check import check
from azukari.features.questionnaires.deleting import may_be_deleted
from azukari.features.questionnaires.desk.door import PollDesk, see_to_it, serves, serves_questionnaires
from azukari.features.questionnaires.desk.fields import TYPES, heading_fields, said_whole
from azukari.features.questionnaires.desk.sharing import ways_to
from azukari.features.questionnaires.document import read, write
from azukari.features.questionnaires.document_reader import LANGUAGES
from azukari.features.questionnaires.editing import Change, free_name
from azukari.features.questionnaires.fault import DocumentError, Fault
from azukari.features.questionnaires.linked import takes_answers
from azukari.features.questionnaires.logic.in_words import condition_in_words
from azukari.features.questionnaires.models import MixedAnswers, Poll, PooledAnswers, Response
from azukari.features.questionnaires.publish import save_draft
from azukari.features.questionnaires.shape import Questionnaire, QuestionPage
from azukari.features.questionnaires.unlinked_quotas import taken_of
from azukari.policy.terms import FormKind
from azukari.shells.staff import step
from azukari.shells.staff.answer import number
from azukari.shells.staff.doors import Opens, opens_to
from azukari.shells.staff.fields import Answers, by_language
from azukari.shells.staff.previews import may_frame
from azukari.shells.staff.reader import reader


@opens_to(Opens.EVERYBODY)
@require_safe
def show_list(request: HttpRequest) -> HttpResponse:
    """All questionnaires, for whoever serves them. A constant number of queries."""
    may = serves(reader(request))
    counts = _counts() if may else Counter[str]()
    polls = [(poll, counts[poll.slug]) for poll in Poll.objects.order_by("-changed_at")] if may else []
    context = {"polls": polls, "may": may, "is_deleted": outcome_of(request) == "deleted"}
    return render(request, "questionnaires/desk/list.html", context)


def _counts() -> Counter[str]:
    """How many answers of each questionnaire are here, linked or unlinked."""
    found: Counter[str] = Counter()
    for rows in (MixedAnswers.objects.filter(is_test=False), PooledAnswers.objects, Response.objects):
        found.update(dict(rows.values_list("version__poll_id").annotate(Count("pk"))))
    return found


@opens_to(Opens.BOTH)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Begin a questionnaire: what it is called, and whether it is linked."""
    who, now = reader(request), timezone.now()
    see_to_it(who, now)
    if who.policy is None:
        raise Http404
    policy = who.policy

    def do(answers: Answers, version: int) -> str:
        del version
        said_whole(answers, policy)
        title = by_language("title", answers, policy)
        taken = set(Poll.objects.values_list("slug", flat=True))
        slug = free_name(title.get("en", ""), taken, otherwise="survey").replace("_", "-")
        if slug in taken:
            raise ValidationError(_("There is a questionnaire of that title already. Give it another one."))
        questionnaire = Questionnaire(
            slug=slug,
            title=title,
            lead=by_language("lead", answers, policy),
            linked=answers["linked"],
            pages=(QuestionPage("page-1"),),
        )
        Poll.objects.create(slug=slug, draft=write(questionnaire), linked=questionnaire.linked, changed_at=now)
        return reverse("console-questionnaire", args=[slug])

    return step.answer(
        request,
        step.Step(
            title=_("New questionnaire"),
            lead=_(
                "You can change everything until it is published. Whether answers are linked to people can be changed "
                "until the first one arrives."
            ),
            button=_("Begin"),
            above=[(reverse("console-questionnaires"), _("Questionnaires"))],
            fields=heading_fields({}, {}, policy, linked=False),
            do=do,
        ),
    )


def where(place: str, questionnaire: Questionnaire, lang: str) -> str:
    """A page, a question or a quota as whoever edits it knows it; anything else by its own name."""
    for at, page in enumerate(questionnaire.pages, 1):
        if page.slug == place:
            return (page.title or {}).get(lang) or _("Page %(number)s") % {"number": at}
    quota = next((quota for quota in questionnaire.quotas if quota.slug == place), None)
    if quota:
        return _("Quota: %(where)s") % {"where": condition_in_words(quota.where, questionnaire, lang)}
    asked = next((question for question in questionnaire.questions if question.id == place), None)
    return asked.label.get(lang, place) if asked else place


@require_safe
@serves_questionnaires
def show(request: HttpRequest, desk: PollDesk) -> HttpResponse:
    """One questionnaire, with all its questions in both languages."""
    return page(request, desk)


def page(
    request: HttpRequest,
    desk: PollDesk,
    *,
    faults: list[Fault] | None = None,
    refusals: Sequence[str] = (),
    status: int = 200,
) -> HttpResponse:
    """The page of one questionnaire, with what is wrong with it, and why a button did nothing."""
    questionnaire = desk.questionnaire
    found = check(questionnaire) if faults is None else faults
    taken = taken_of(desk.poll)
    newest = desk.poll.versions.order_by("-number").first()
    made_of_it = Poll.objects.filter(draft__master=desk.poll.slug)
    context = {
        "poll": desk.poll,
        "languages": desk.policy.languages,
        "columns": sorted(LANGUAGES, key=lambda code: code != desk.lang),
        "questionnaire": questionnaire,
        "title": questionnaire.title[desk.lang],
        "types": TYPES.items(),
        "type_names": {kind.value: name for kind, name in TYPES.items()},
        "faults": [
            (where(fault.place, questionnaire, desk.lang), fault.sentence[desk.lang], fault.witness, fault.blocks)
            for fault in found
        ],
        "refusals": refusals,
        "quotas": [(quota, taken.get(quota.slug, 0)) for quota in questionnaire.quotas],
        "newest": newest,
        "is_changed": newest is not None and newest.document != desk.poll.draft,
        "forms": [form for form in desk.policy.forms_of(FormKind.QUESTIONNAIRE) if takes_answers(form)],
        "tests": MixedAnswers.objects.filter(version__poll=desk.poll, is_test=True).count(),
        "done": outcome_of(request),
        "left_out": max(number(request.GET.get("left")), 0),
        "may_be_deleted": newest is None and may_be_deleted(desk.poll),
        "countries": [(one.slug, one.draft["country"]) for one in made_of_it.order_by("slug")],
        "ways": ways_to(desk.poll, desk.policy.languages).items(),
        "invited": desk.poll.invitations.count() if desk.poll.by_invitation else 0,
        "drawn": desk.poll.invitations.exclude(asked="").count() if desk.poll.by_invitation else 0,
    }
    return may_frame(render(request, "questionnaires/desk/show.html", context, status=status))


def changed(desk: PollDesk, change: Change, version: int) -> str:
    """Carry out a change of the draft; the address to go on at.

    Raises:
        ValidationError: the document would not be one any more.
        StaleVersion: somebody changed it meanwhile.
    """
    try:
        questionnaire = read(write(change(desk.questionnaire)))
        save_draft(desk.poll.slug, questionnaire, revision=version, now=desk.now)
    except DocumentError as error:
        raise ValidationError([fault.sentence[desk.lang] for fault in error.faults]) from error
    return reverse("console-questionnaire", args=[desk.poll.slug])
