"""The guidelines, whole, and the button by which somebody who may speak for the company accepts them (P31)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from django.http import HttpResponse
from django.utils.translation import gettext as _

from azukari.disclosure.contracts import today
from azukari.disclosure.models import GuidelinesAcceptance
from azukari.disclosure.standing import guidelines_of
from azukari.mail.link import LinkClosed
from azukari.supervision.answer import accept
from azukari.supervision.letters import organisation
from azukari.supervision.link import acceptance
from azukari.supervision.reading import as_html
from azukari.supervision.visit import CallVisit, Problem

_LONGEST = 55  # of a name, and of a role; together they fit where the acceptance is kept


@dataclass(frozen=True, slots=True)
class Field:
    """One question, as ``site/part/field.html`` shows it."""

    id: str
    label: str
    type: str = "text"
    hint: str = ""
    reason: str = ""
    error: str = ""
    required: bool = True
    value: str = ""
    choices: tuple["Choice", ...] = ()
    max_length: int = _LONGEST
    autocomplete: str = ""


@dataclass(frozen=True, slots=True)
class Choice:
    """One box to tick."""

    value: str
    label: str
    checked: bool = False


def answer(visit: CallVisit) -> HttpResponse:
    """Show the text and take the acceptance; once it is there, say so."""
    accepted = acceptance(visit.call)
    if not visit.posted or accepted is not None:
        return _page(visit, _fields(visit), accepted=accepted)
    fields = [_judged(field, visit) for field in _fields(visit)]
    if any(field.error for field in fields):
        return _page(visit, fields, status=422)
    name, role = (field.value for field in fields[:2])
    by = f"{name}({role})" if visit.lang == "ja" else f"{name}, {role}"
    try:
        accept(visit.call.id, by=by, now=visit.now)
    except LinkClosed:
        return visit.again()  # somebody was first: the page says how it stands
    return visit.again()


def _fields(visit: CallVisit) -> list[Field]:
    company = {"company": visit.call.recipient.name.get(visit.lang) or visit.call.recipient_id}
    speaks = Choice("yes", _("I may speak for %(company)s, and have read the whole text") % company)
    return [
        Field("name", _("Your name"), autocomplete="name"),
        Field(
            "role",
            _("What you are there"),
            hint=_("For example: managing director, head of data protection"),
            autocomplete="organization-title",
        ),
        Field("speaks", _("On behalf of the company"), "choices", choices=(speaks,)),
    ]


def _judged(field: Field, visit: CallVisit) -> Field:
    sent = " ".join(visit.request.POST.get(field.id, "").split())
    if field.choices:
        ticked = sent == "yes"
        box = replace(field.choices[0], checked=ticked)
        return replace(field, choices=(box,), error="" if ticked else _("Please tick this, if it is so."))
    return replace(field, value=sent[: _LONGEST + 1], error=_fault(field.id, sent))


def _fault(id: str, text: str) -> str:
    if not text:
        return _("Please write your name.") if id == "name" else _("Please write what you are in your company.")
    if len(text) > _LONGEST:
        return _("This is too long; %(most)d characters are the most.") % {"most": _LONGEST}
    return ""


def _page(
    visit: CallVisit, fields: Sequence[Field], *, accepted: GuidelinesAcceptance | None = None, status: int = 200
) -> HttpResponse:
    version = visit.call.guidelines
    text: Mapping[str, str] = version.text if version else {}
    lang = visit.lang if visit.lang in text else next(iter(text), visit.lang)
    until = guidelines_of(visit.call.recipient_id).until
    context = {
        "version": version,
        "us": organisation(visit.lang),
        "text": as_html(text.get(lang, "")),
        "text_lang": lang,
        "accepted": accepted,
        "until": until,
        "overdue": until is not None and until < today(visit.now),
        "fields": fields,
        "errors": [Problem(field.id, field.error) for field in fields if field.error],
    }
    return visit.page("guidelines", context, status=status)
