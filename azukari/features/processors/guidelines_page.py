"""The guidelines, whole, and the button by which somebody who may speak for the company accepts them (P31)."""

from collections.abc import Mapping
from contextlib import suppress

from django.http import HttpResponse
from django.utils.translation import gettext as _

from azukari.core.appearance.markdown import as_html
from azukari.core.mail.link import LinkClosed
from azukari.core.policy_versions.current import today
from azukari.core.transfers.models import GuidelinesAcceptance
from azukari.core.transfers.standing import guidelines_of
from azukari.features.processors.answer import accept
from azukari.features.processors.letters import organisation
from azukari.features.processors.link import acceptance
from azukari.features.processors.visit import CallVisit
from azukari.shells.staff.fields import Fields, Questions, Some, Text

_LONGEST = 55  # of a name, and of a role; together they fit where the acceptance is kept


def _asked(company: str) -> Fields:
    """Who accepts, and that they may."""
    return {
        "name": Text(
            _("Your name"),
            max_length=_LONGEST,
            missing=_("Please write your name."),
            attrs={"autocomplete": "name"},
        ),
        "role": Text(
            _("What you are there"),
            help_text=_("For example: managing director, head of data protection"),
            max_length=_LONGEST,
            missing=_("Please write what you are in your company."),
            attrs={"autocomplete": "organization-title"},
        ),
        "speaks": Some(
            _("On behalf of the company"),
            [("yes", _("I may speak for %(company)s, and have read the whole text") % {"company": company})],
            missing=_("Please tick this, if it is so."),
        ),
    }


def answer(visit: CallVisit) -> HttpResponse:
    """Show the text and take the acceptance; once it is there, say so."""
    accepted = acceptance(visit.call)
    if not visit.posted or accepted is not None:
        return _page(visit, Questions(_asked(visit.company)), accepted=accepted)
    form = Questions(_asked(visit.company), visit.request.POST)
    if not form.is_valid():
        return _page(visit, form, status=422)
    name, role = (" ".join(form.cleaned_data[each].split()) for each in ("name", "role"))
    by = f"{name}({role})" if visit.lang == "ja" else f"{name}, {role}"
    with suppress(LinkClosed):  # somebody was first: the page says how it stands
        accept(visit.call.id, by=by, now=visit.now)
    return visit.again()


def _page(
    visit: CallVisit, form: Questions, *, accepted: GuidelinesAcceptance | None = None, status: int = 200
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
