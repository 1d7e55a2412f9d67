"""The page of one import: what it asks, shows and offers depends on how far it is."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext

from azukari.core.forms.importing.choice_words import MOST_NAMED, accepted_words
from azukari.core.forms.importing.order import AT_WORK, report_of
from azukari.core.forms.importing.refusal import Refusal, sentence
from azukari.core.forms.models import ImportOrder, OrderState
from azukari.core.vault.files import FileGone
from azukari.features.imports.form import ListForm, ask, ask_row
from azukari.features.imports.words import in_words, trouble_in_words
from azukari.lib.percent import percent
from azukari.policy.terms import Field, Form
from azukari.shells.staff.acts import Doer
from azukari.shells.staff.fields import Questions

REFRESH = 4
"""Seconds until a page on which something moves is asked for again."""

MOST_LINES = 20


@dataclass(frozen=True, slots=True)
class RefusedCell:
    """Why a row stays outside, in words; never what stands in it."""

    row: int
    column: int
    field: str
    sentence: str


def page(
    request: HttpRequest, who: Doer, order: ImportOrder, form: Form, wrong: Questions | None = None
) -> HttpResponse:
    """The page as it is now; ``wrong`` is what was posted to it and cannot be taken."""
    context: dict[str, Any] = {
        "order": order,
        "about": form,
        "form": wrong,
        "state": in_words(order.state),
        "moving": order.state in AT_WORK,
        "trouble": trouble_in_words(order.trouble) if order.state == OrderState.FAILED else "",
        "share": percent(order.position, order.rows),
        "gone": order.file_id is None,
    }
    try:
        context |= _of_state(request, who, order, form, wrong)
    except FileGone:
        context["gone"] = True
    response = render(request, "console/import/order.html", context, status=422 if wrong else 200)
    if order.state in AT_WORK:
        response.headers["Refresh"] = str(REFRESH)
    return response


def _of_state(
    request: HttpRequest, who: Doer, order: ImportOrder, form: Form, wrong: Questions | None
) -> dict[str, Any]:
    if order.state == OrderState.DRAFT:
        asked = wrong if isinstance(wrong, ListForm) else ask(request, order, form, who)
        return {"asked": asked, "row": ask_row(asked.held.top) if wrong in (None, asked) else wrong}
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
        return gettext("This is not one of the form’s choices, such as: %(words)s") % {"words": words}
    return gettext("This is not one of the form’s choices: %(words)s") % {"words": words}
