"""Written answers of unlinked questionnaires: search, and tags by several coders with their agreement.

Each coder sees their own tags alone, so that agreement means something. A text that a coder kept without a tag counts
as read: "none of these" is a judgement too.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from azukari.features.questionnaires.desk.door import PollDesk
from azukari.features.questionnaires.learning.agreement import cohen_kappa, krippendorff_alpha
from azukari.features.questionnaires.models import Version
from azukari.features.questionnaires.publish import questionnaire_of
from azukari.features.questionnaires.results.desk.door import reads_results, unlinked_version
from azukari.features.questionnaires.results.models import Coded, Tag
from azukari.features.questionnaires.results.refresh import answers_of, each_of
from azukari.features.questionnaires.shape import WRITING, Question
from azukari.shells.staff.post_only import post_only

_ON_A_PAGE = 20
_LONGEST, _MOST_TAGS = 40, 8


@dataclass(frozen=True, slots=True)
class Agreement:
    """A tag: how many texts anybody gave it, and how well coders agree."""

    name: str
    texts: int
    alpha: float | None
    kappa: float | None


@require_http_methods(["GET", "HEAD", "POST"])
@reads_results
def show(request: HttpRequest, desk: PollDesk, question: str) -> HttpResponse:
    """The texts, or those with certain words: the words are sent in the body and stand in no address."""
    version, asked = _asked(desk, question)
    words = request.POST.get("words", "").strip()[:200]
    found = [(id, text) for id, text in _texts(version, question) if words.casefold() in text.casefold()]
    page = Paginator(found, _ON_A_PAGE).get_page(request.POST.get("page") or request.GET.get("page"))
    coder = request.user.pk or 0
    mine = _tags_of(question, [id for id, _ in page.object_list], coder)
    read = set(Coded.objects.filter(question=question, coder=coder).values_list("answers_id", flat=True))
    context = {
        "poll": desk.poll,
        "question": question,
        "title": asked.label[desk.lang],
        "words": words,
        "texts": [(id, text, ", ".join(mine.get(id, ())), id in read) for id, text in page.object_list],
        "page_obj": page,
        "agreements": agreements(version, question),
    }
    return render(request, "results/desk/texts.html", context)


@post_only("console-results-texts", "slug", "question")
@reads_results
def tag(request: HttpRequest, desk: PollDesk, question: str, answers_id: UUID) -> HttpResponse:
    """Keep the reader's tags of one text, in place of those they gave it before."""
    version, _asked_question = _asked(desk, question)
    answers = answers_of(version).filter(id=answers_id).first()
    if answers is None:
        raise Http404
    typed = request.POST.get("tags", "").replace("、", ",").replace("，", ",").split(",")
    names = list(dict.fromkeys(name.strip()[:_LONGEST] for name in typed if name.strip()))[:_MOST_TAGS]
    about: dict[str, Any] = {"answers": answers, "question": question, "coder_id": request.user.pk}
    with transaction.atomic():
        Tag.objects.filter(**about).delete()
        Tag.objects.bulk_create(Tag(name=name, **about) for name in names)
        Coded.objects.get_or_create(**about)
    there = reverse("console-results-texts", args=[desk.poll.slug, question])
    return HttpResponseRedirect(f"{there}?page={request.POST.get('page', '1')[:6]}#t-{answers_id}")


def _asked(desk: PollDesk, question: str) -> tuple[Version, Question]:
    version = unlinked_version(desk)
    asked = questionnaire_of(version).question(question)
    if asked is None or asked.type not in WRITING:
        raise Http404
    return version, asked


def _texts(version: Version, question: str) -> list[tuple[UUID, str]]:
    """In the order of random ids, which says nothing."""
    return [(id, str(answers[question])) for id, answers in each_of(version) if answers.get(question)]


def _tags_of(question: str, ids: Sequence[UUID], coder: int) -> Mapping[UUID, Sequence[str]]:
    found: dict[UUID, list[str]] = defaultdict(list)
    for tag in Tag.objects.filter(question=question, answers__in=ids, coder=coder).order_by("name"):
        found[tag.answers_id].append(tag.name)
    return found


def agreements(version: Version, question: str) -> list[Agreement]:
    """How well coders agree, tag by tag: by Krippendorff's alpha, and for two coders by Cohen's kappa as well."""
    read = Coded.objects.filter(question=question, answers__version=version).values_list("answers_id", "coder_id")
    given = Tag.objects.filter(question=question, answers__version=version)
    tagged = set(given.values_list("answers_id", "coder_id", "name"))
    by_text: dict[UUID, list[int]] = defaultdict(list)
    for text, coder in read.order_by("coder_id"):
        by_text[text].append(coder)
    coders = sorted({coder for several in by_text.values() for coder in several})
    found = []
    for name in sorted({name for _, _, name in tagged}):
        labels = [[(text, coder, name) in tagged for coder in several] for text, several in by_text.items()]
        both = [each for each in labels if len(each) == 2] if len(coders) == 2 else []
        kappa = cohen_kappa([one for one, _ in both], [other for _, other in both]) if both else None
        texts = len({text for text, _, other in tagged if other == name})
        found.append(Agreement(name, texts, krippendorff_alpha(labels), kappa))
    return found
