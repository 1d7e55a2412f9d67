"""The guidelines, whole, and the button by which somebody who may speak for the company accepts them (P31)."""

from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from django import forms
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from azukari.appearance.markdown import as_html
from azukari.charter.current import today
from azukari.disclosure.models import GuidelinesAcceptance
from azukari.disclosure.standing import guidelines_of
from azukari.mail.link import LinkClosed
from azukari.supervision.answer import accept
from azukari.supervision.letters import organisation
from azukari.supervision.link import acceptance
from azukari.supervision.visit import CallVisit

_TOO_LONG = gettext_lazy("This is too long; %(limit_value)d characters are the most.")
_LONGEST = 55  # of a name, and of a role; together they fit where the acceptance is kept


class Acceptance(forms.Form):
    """Who accepts, and that they may."""

    name = forms.CharField(
        label=gettext_lazy("Your name"),
        max_length=_LONGEST,
        error_messages={"required": gettext_lazy("Please write your name."), "max_length": _TOO_LONG},
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    role = forms.CharField(
        label=gettext_lazy("What you are there"),
        help_text=gettext_lazy("For example: managing director, head of data protection"),
        max_length=_LONGEST,
        error_messages={
            "required": gettext_lazy("Please write what you are in your company."),
            "max_length": _TOO_LONG,
        },
        widget=forms.TextInput(attrs={"autocomplete": "organization-title"}),
    )
    speaks = forms.MultipleChoiceField(
        label=gettext_lazy("On behalf of the company"),
        error_messages={"required": gettext_lazy("Please tick this, if it is so.")},
    )

    def __init__(self, company: str, *args: Any) -> None:
        super().__init__(*args)
        speaks = _("I may speak for %(company)s, and have read the whole text") % {"company": company}
        self.fields["speaks"].choices = [("yes", speaks)]  # type: ignore[attr-defined]

    def clean_name(self) -> str:
        """In one line, with single spaces."""
        return " ".join(self.cleaned_data["name"].split())

    def clean_role(self) -> str:
        """The same."""
        return " ".join(self.cleaned_data["role"].split())


def answer(visit: CallVisit) -> HttpResponse:
    """Show the text and take the acceptance; once it is there, say so."""
    accepted = acceptance(visit.call)
    if not visit.posted or accepted is not None:
        return _page(visit, Acceptance(visit.company), accepted=accepted)
    form = Acceptance(visit.company, visit.request.POST)
    if not form.is_valid():
        return _page(visit, form, status=422)
    name, role = form.cleaned_data["name"], form.cleaned_data["role"]
    by = f"{name}({role})" if visit.lang == "ja" else f"{name}, {role}"
    with suppress(LinkClosed):  # somebody was first: the page says how it stands
        accept(visit.call.id, by=by, now=visit.now)
    return visit.again()


def _page(
    visit: CallVisit, form: Acceptance, *, accepted: GuidelinesAcceptance | None = None, status: int = 200
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
        "form": form,
    }
    return visit.page("guidelines", context, status=status)
