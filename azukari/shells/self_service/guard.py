"""The door of the own page: who is here, and whether a form was sent from a page of ours."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from functools import wraps
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from azukari.core.forms import unsaved
from azukari.core.forms.visit import LANGUAGE
from azukari.core.policy_versions.current import Charters
from azukari.core.policy_versions.of_request import charters_of
from azukari.lib.failure import report
from azukari.lib.same_site import is_ours
from azukari.policy.terms import Actor, Policy
from azukari.shells.self_service import cookie, session
from azukari.shells.self_service.onward import OPENS, onward
from azukari.shells.self_service.own_data import OwnData, own_data
from azukari.shells.self_service.session import Opened
from azukari.shells.self_service.unsaved import TOKEN, not_taken, owner_of, waits

_log = logging.getLogger(__name__)

FIELD = TOKEN
"""The hidden input of every form on the own page."""

TO = "to"
"""The parameter, and the hidden input, that tell where a sign-in is to lead."""

STEP = "step"
"""What the pressed button of a form is called."""


@dataclass(frozen=True, slots=True)
class Visit:
    """One request of a person who has come in."""

    request: HttpRequest
    lang: str
    session: Opened
    now: datetime

    @property
    def person(self) -> UUID:
        return self.session.person

    @property
    def actor(self) -> Actor:
        return self.session.actor

    @property
    def is_switched(self) -> bool:
        """Whether the switch of languages was pressed: what was typed is shown again, judged by nobody."""
        return in_other_language(self.request)

    @property
    def charters(self) -> Charters:
        """All charters, asked for once a request."""
        return charters_of(self.request)

    @property
    def today(self) -> date:
        """The day on the organisation's wall."""
        return self.policy.organisation.day(self.now)

    @property
    def policy(self) -> Policy:
        """The policy that rules."""
        return self.charters.ruling.policy

    @property
    def told(self) -> Policy:
        """The same with what earlier policies named, for words about the past."""
        return self.charters.told

    def render(self, template: str, context: dict[str, Any] | None = None, *, status: int = 200) -> HttpResponse:
        """A page, whose forms carry the token."""
        whose = unsaved.whose(owner_of(self.person))
        everything = {"token": self.session.csrf, "token_field": FIELD, "whose": whose, **(context or {})}
        return private(render(self.request, template, everything, status=status))

    def own_data(self) -> OwnData:
        """Everything about the person, opened to them and recorded as such."""
        return own_data(self.person, actor=self.actor, lang=self.lang, now=self.now, known=self.charters)

    def name(self, submission: UUID) -> str:
        """Their name as one of their registrations has it, opened to them likewise."""
        found = next((each for each in self.own_data().registrations if each.id == submission), None)
        values = {held.field: held.raw for held in found.values} if found else {}
        return self.charters.form_of(found.submission).name_in(values) if found else ""

    def back(self, path: str = "", *, done: str = "") -> HttpResponse:
        """Lead on after a post; ``done`` names the sentence to show."""
        query = f"?done={done}" if done else ""
        return private(HttpResponseRedirect(f"/{self.lang}/me{path}{query}", status=303))


def private[R: HttpResponse](response: R) -> R:
    """No cache keeps the answer, and no index lists it."""
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def visitor(request: HttpRequest, *, now: datetime) -> Opened | None:
    """The session that the request's cookie opens, if it does."""
    return session.find(cookie.secret_in(request), now=now)


def from_here(request: HttpRequest) -> bool:
    """Whether a post came from a page of this site."""
    return is_ours(request.headers, host=request.get_host())


def in_other_language(request: HttpRequest) -> bool:
    """Whether the switch of languages of a form was pressed, which posts the form to the same page in the other one."""
    return request.method == "POST" and request.POST.get(STEP) == LANGUAGE


def sentence(request: HttpRequest, status: int, title: str, text: str, *, back: bool = True) -> HttpResponse:
    """A page with one thing to say.

    Args:
        back: whether it leads back to one's own page.
    """
    context = {"status": status, "title": title, "text": text, "to_own_page": back}
    return private(render(request, "site/error.html", context, status=status))


def not_ours(request: HttpRequest) -> HttpResponse:
    return sentence(
        request,
        403,
        _("This form did not come from your own page"),
        _("Nothing was changed. Please open your own page again and repeat the step there."),
    )


def _to_sign_in(request: HttpRequest, lang: str, now: datetime) -> HttpResponse:
    """Where somebody goes who has not come in, or whose visit has ended; what they sent waits for them."""
    kept = waits(request, lang, now=now) if request.method == "POST" and from_here(request) else None
    wanted = onward(request.path.removeprefix(f"/{lang}"), lang) if request.method != "POST" else ""
    query = f"?{urlencode({TO: wanted})}" if wanted else ""
    return kept or HttpResponseRedirect(f"/{lang}/me{query}", status=303)


def own_page(*methods: str) -> Callable[[Callable[..., HttpResponse]], Callable[..., HttpResponse]]:
    """A view for those who have come in: gets a `Visit`. Others are led to the sign-in, and from there back if the
    address names nothing; a post must carry our token.
    """

    def decorate(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @csrf_exempt
        @wraps(view)
        def guarded(request: HttpRequest, lang: str, **parts: Any) -> HttpResponse:
            now = timezone.now()
            if request.method == "GET" and "GET" not in methods:  # an address that only a button of the page posts to
                return private(HttpResponseRedirect(f"/{lang}/me", status=303))
            if request.method not in methods:
                return sentence(
                    request, 405, _("This address cannot be used in this way"), _("Please go back to your own page.")
                )
            here = visitor(request, now=now)
            if here is None:
                return private(_to_sign_in(request, lang, now))
            is_ours = from_here(request) and here.posted_by_us(request.POST.get(FIELD, ""))
            if request.method == "POST" and not is_ours:
                again = not_taken(request, lang, here.person) if from_here(request) else None
                return private(again) if again else not_ours(request)
            unsaved.without_code(request)
            try:
                return view(Visit(request, lang, here, now), **parts)
            except Exception as error:
                if visitor(request, now=now):
                    raise
                report(error, what="A page of one's own ended without its person, who went meanwhile", log=_log)
                return private(HttpResponseRedirect(f"/{lang}/me", status=303))

        setattr(guarded, OPENS, "GET" in methods)
        if "GET" not in methods:
            guarded.leads_to = "me"  # type: ignore[attr-defined]  # as of `desk/post_only`, so that it can be told
        return guarded

    return decorate
