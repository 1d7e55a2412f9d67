"""The first page and the contact page: who we are, what you can do here, and how to reach us."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from azukari.core.cases.contact import sections
from azukari.core.forms.capacity import standing, standings
from azukari.core.forms.front_cards import Card, cards, news
from azukari.core.forms.front_links import links
from azukari.policy.office import office_at
from azukari.policy.terms import Form, FormKind, Policy, Verdict
from azukari.site.organisation import published
from azukari.site.tour import tour
from azukari.site.tour_progress import done

_AHEAD = 60
"""So many days ahead the contact page names the days on which the office stays closed."""

_ICONS = {
    FormKind.MEMBERSHIP: "person",
    FormKind.VOLUNTEERS: "people",
    FormKind.FEEDBACK: "pen",
    FormKind.MAGAZINE: "mail",
    FormKind.CAMPAIGN: "seal",
    FormKind.QUESTIONNAIRE: "form",
}


_WAYS_IN = (FormKind.MEMBERSHIP, FormKind.CAMPAIGN, FormKind.VOLUNTEERS, FormKind.MAGAZINE)
"""Of these kinds are the two ways in at the head of the first page, the first that can be taken."""


@dataclass(frozen=True, slots=True)
class ListedForm:
    """A form as the first page lists it; ``card`` is what its feature says of it, if it says anything."""

    form: Form
    icon: str
    verdict: Verdict  # whether it can be sent now: by its days, and by how many places are taken
    card: Card | None = None

    @property
    def address(self) -> str:
        """Where it is filled in, or read about first; blank where neither can be done."""
        if self.card:
            return self.card.address
        return reverse("form", args=[get_language(), self.form.slug]) if self.verdict else ""


def entries(policy: Policy, brought: Sequence[Card] = (), *, now: datetime) -> list[ListedForm]:
    """The forms in the order of the six kinds. One query at most."""
    order = list(FormKind)
    forms = sorted(policy.forms.values(), key=lambda form: order.index(form.kind))
    verdicts = standings(policy, forms, now=now)
    cards = {card.form: card for card in brought}
    return [ListedForm(form, _ICONS[form.kind], verdicts[form.slug], cards.get(form.slug)) for form in forms]


def ways_in(listed: Sequence[ListedForm]) -> list[ListedForm]:
    """One of each of the first two kinds that can be taken now."""
    firsts = [next((one for one in listed if one.form.kind == kind and one.verdict), None) for kind in _WAYS_IN]
    return [one for one in firsts if one][:2]


@require_safe
def choose_language(request: HttpRequest) -> HttpResponse:
    """``/`` leads to the language that the browser asks for."""
    response = HttpResponseRedirect(f"/{'en' if request.LANGUAGE_CODE == 'en' else 'ja'}/")
    patch_vary_headers(response, ["Accept-Language"])
    return response


@require_safe
def home(request: HttpRequest, lang: str) -> HttpResponse:
    """What a visitor can do here; in a demonstration, a tour; with no policy yet, the operator's next step."""
    policy = published(request)
    if policy is None:
        return render(request, "site/unpublished.html")
    now = timezone.now()
    brought = cards(policy, lang, now=now)
    listed = entries(policy, brought, now=now)
    ruling = {one.form.slug for one in listed}
    context = {
        "entries": listed,
        "ways_in": ways_in(listed),
        "cards": [card for card in brought if card.form not in ruling],
        "picture": next((card.picture for card in brought if card.picture), None),
        "news": news(policy, lang, now=now),
        "links": links(now),
        **({"tour": tour(lang, policy), "done": done()} if settings.AZUKARI.demo else {}),
    }
    return render(request, "site/home.html", context)


@require_safe
def contact(request: HttpRequest, lang: str) -> HttpResponse:
    """The department that answers, its number, whether it is open now, and the contact form (P45-P47)."""
    policy = published(request)
    if policy is None:
        return render(request, "site/unpublished.html")
    now = timezone.now()
    form = policy.forms.get(policy.requests.contact_form)
    context = {
        "office": office_at(policy, lang=lang, now=now, ahead=_AHEAD),
        "form": form,
        "verdict": standing(policy, form, now=now) if form else None,
        "sections": sections.at(now),
    }
    return render(request, "site/contact.html", context)
