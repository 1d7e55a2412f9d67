"""The page of one import: what it asks, shows and offers depends on how far it is."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext

from azukari.charter.current import Current, at
from azukari.charter.models import Charter
from azukari.desk.acts import Doer
from azukari.desk.answer import Problem, number
from azukari.desks.imports.saying import consents_of, suggested
from azukari.desks.imports.words import TOLD, in_words, trouble_in_words
from azukari.forms.importing.choice_words import MOST_NAMED, accepted_words
from azukari.forms.importing.mapping import guess
from azukari.forms.importing.order import AT_WORK, Chosen, chosen_of, header_of, report_of
from azukari.forms.importing.refusal import Refusal, sentence
from azukari.forms.importing.run import form_of
from azukari.forms.importing.shapes import Shape, recognise
from azukari.forms.models import ImportOrder, OrderState
from azukari.lib.percent import percent
from azukari.policy.terms import Choice, Field, Form
from azukari.vault.files import FileGone

REFRESH = 4
"""Seconds until a page on which something moves is asked for again."""

MOST_LINES = 20
_REFERENCES = ("told_reference", "evidence_reference", "attested_reference")


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the list with what it may become. One without a name, or with another's, is not taken."""

    position: int
    name: str
    field: str
    usable: bool


@dataclass(frozen=True, slots=True)
class When:
    """A question for a day: a column, or one day for all."""

    name: str
    label: str
    hint: str
    column: str
    day: str
    needed: bool
    message: str = ""


@dataclass(frozen=True, slots=True)
class RefusedCell:
    """Why a row stays outside, in words; never what stands in it."""

    row: int
    column: int
    field: str
    sentence: str


def page(
    request: HttpRequest,
    who: Doer,
    order: ImportOrder,
    form: Form,
    problems: Sequence[Problem] = (),
    *,
    said: Chosen | None = None,
) -> HttpResponse:
    """The page as it is now.

    Args:
        problems: what is wrong with what was posted.
        said: what of it was right.
    """
    context: dict[str, Any] = {
        "order": order,
        "form": form,
        "state": in_words(order.state),
        "errors": problems,
        "wrong": {problem.field_id: problem.message for problem in problems},
        "moving": order.state in AT_WORK,
        "trouble": trouble_in_words(order.trouble) if order.state == OrderState.FAILED else "",
        "share": percent(order.position, order.rows),
        "gone": order.file_id is None,
    }
    try:
        context |= _of_state(request, who, order, form, said)
    except FileGone:
        context["gone"] = True
    if "whens" in context:  # what is wrong with a day stands beside its question
        wrong = context["wrong"]
        context["whens"] = [replace(when, message=wrong.get(when.name, "")) for when in context["whens"]]
        context["confirmed"] = replace(context["confirmed"], message=wrong.get("confirmed", ""))
    response = render(request, "console/import/order.html", context, status=422 if problems else 200)
    if order.state in AT_WORK:
        response.headers["Refresh"] = str(REFRESH)
    return response


def _of_state(request: HttpRequest, who: Doer, order: ImportOrder, form: Form, said: Chosen | None) -> dict[str, Any]:
    if order.state == OrderState.DRAFT:
        return _asking(request, who, order, form, said)
    if order.state in (OrderState.LOOKED, OrderState.DONE, OrderState.CANCELLED):
        found = lines(report_of(order), form, who.lang) if order.refused else iter(())
        first = list(islice(found, MOST_LINES + 1))
        return {"lines": first[:MOST_LINES], "more": len(first) > MOST_LINES}
    return {}


def lines(refusals: Iterable[Refusal], form: Form, lang: str) -> Iterator[RefusedCell]:
    """The refusals in words."""
    fields = {field.id: field for field in form.fields}
    for refusal in refusals:
        field = fields.get(refusal.field)
        said = gettext(sentence(refusal, field.type if field else None))
        if field and field.choices and refusal.code == "not_a_choice":
            said = _choices_named(field, lang)
        yield RefusedCell(refusal.row, refusal.column, field.label[lang] if field else "", said)


def _choices_named(field: Field, lang: str) -> str:
    """What a cell may say instead: words that the list may have for the choices, the first few of many."""
    words = " · ".join(accepted_words(field, lang))
    if len(field.choices) > MOST_NAMED:
        return gettext("That is not among the form’s choices. It may say, among others: %(words)s") % {"words": words}
    return gettext("That is not among the form’s choices. It may say: %(words)s") % {"words": words}


def version(request: HttpRequest, chosen: Chosen, form: Form) -> Current:
    """The policy under which the list was collected, as far as it has the form: what was chosen, else as before."""
    try:
        found = at(number(request.POST.get("charter")))
    except Charter.DoesNotExist:
        found = at(chosen.charter)
    return found if form.slug in found.policy.forms else at(chosen.charter)


def _asking(request: HttpRequest, who: Doer, order: ImportOrder, form: Form, said: Chosen | None) -> dict[str, Any]:
    chosen, header = chosen_of(order), header_of(order)
    charter = version(request, chosen, form)
    known = form_of(charter, form.slug)
    shape = recognise(header)
    post = request.POST
    guessed = suggested(guess(known, header, shape=shape), header)
    before = [chosen.maps.get(name, "") if chosen.maps else guessed.get(at, "") for at, name in enumerate(header)]
    return {
        "chosen": chosen,
        "shape": shape.name if shape else "",
        "fields": known.fields,
        "columns": [
            Column(at, name, post.get(f"column-{at}", before[at]), bool(name) and header.count(name) == 1)
            for at, name in enumerate(header)
        ],
        "sets": [
            (f, post.get(f"set-{f.id}", chosen.constants.get(f.id, "")), _called(f, chosen, post))
            for f in known.fields
            if f.choices
        ],
        "top": chosen.top,
        "versions": list(Charter.objects.order_by("-number").values_list("number", flat=True)[:20]),
        "version": charter.number,
        "langs": charter.policy.languages,
        "lang_chosen": post.get("lang", chosen.lang),
        "whens": _whens(charter, known, chosen, header, shape, post, who.lang),
        "confirmed": _when("confirmed", gettext("When the address was confirmed"), "", chosen.confirmed, header, post,
                           shape.confirmed if shape else "", needed=True),
        "ways": TOLD.items(),
        "told_by": post.get("told_by", chosen.told_by),
        "way": post.get("way", "attest" if chosen.attested else "ask" if chosen.told_by else ""),
        **{name: post.get(name, getattr(chosen, name)) for name in _REFERENCES},
        **{name: getattr(said or chosen, name) for name in ("evidence_sha256", "attested_sha256")},
    }  # fmt: skip


def _called(field: Field, chosen: Chosen, post: Mapping[str, str]) -> list[tuple[Choice, str]]:
    """The choices of a field, each with what the list calls it."""
    words = chosen.called.get(field.id, {})
    return [(c, post.get(f"called-{field.id}-{c.value}", words.get(c.value, ""))) for c in field.choices]


def _whens(
    charter: Current, form: Form, chosen: Chosen, header: Sequence[str], shape: Shape | None, post: Mapping[str, str],
    lang: str,
) -> list[When]:  # fmt: skip
    """When people were told, and when they agreed to what rests on consent."""
    whens = [_when("told", gettext("When they were told"), "", chosen.told, header, post, "", needed=True)]
    for slug in consents_of(charter, form):
        title = charter.policy.purposes[slug].title[lang]
        label = gettext("When they agreed: %(purpose)s") % {"purpose": title}
        needed = slug in form.purposes
        hint = "" if needed else gettext("Leave it empty if nobody of this list was asked for it.")
        before = chosen.consents.get(slug, "")
        suggestion = shape.consented if shape and needed else ""
        whens.append(_when(f"consent-{slug}", label, hint, before, header, post, suggestion, needed=needed))
    return whens


def _when(
    name: str, label: str, hint: str, before: str, header: Sequence[str], post: Mapping[str, str], suggestion: str,
    *, needed: bool,
) -> When:  # fmt: skip
    """The question with what was answered, here or before; else with what the kind of list suggests."""
    said = before or suggestion
    column = str(list(header).index(said)) if said in header else ""
    day = "" if column else before
    return When(name, label, hint, post.get(f"{name}-column", column), post.get(f"{name}-day", day), needed)
