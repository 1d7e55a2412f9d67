"""One request to one form: what was typed, where the form stands, and the page with one sentence."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from azukari.core.forms import form_timestamp, kinds, paging, present, saving
from azukari.core.forms.answers import Answers
from azukari.core.forms.client import network_of
from azukari.core.forms.framing import is_framed
from azukari.core.forms.keep import Sender
from azukari.core.forms.models import Channel
from azukari.core.forms.notices import notices
from azukari.core.forms.once import Mark, mark_of
from azukari.core.forms.problem import Problem, problem
from azukari.core.forms.steps import FunnelStep, took
from azukari.core.forms.submit import asked_work, examine, secret, stamp_trouble
from azukari.core.policy_versions.current import Current
from azukari.lib.gpc import objects
from azukari.policy.beside import Beside, says
from azukari.policy.terms import Form

AGAIN = "again"
"""An input on every page but the first, so that a form that is taken up is counted once."""

ORIGIN, FROM = "page-of-origin", "page"
"""The input that carries the page somebody came from through the steps, and what an address calls it."""

LANGUAGE = "language"
"""The step of the switch of languages; whoever presses it has not taken the form up by that."""


@dataclass(frozen=True, slots=True)
class Visit:
    """One request to one form."""

    request: HttpRequest
    lang: str
    charter: Current
    form: Form
    now: datetime
    typed: present.Typed = field(default_factory=dict)
    taken_up: saving.TakenUp | None = None  # the saved form that this page shows

    @property
    def path(self) -> str:
        """Where this form is: a page of its own, or in a frame of somebody else's page."""
        return f"/{self.lang}/{'embed' if is_framed(self.request) else 'forms'}/{self.form.slug}"

    @property
    def page(self) -> int:
        """The number of the page that was sent; 0 where the form has but one, or everything comes at once."""
        return paging.page_number(self.one(paging.AT), self.form)

    def one(self, name: str) -> str:
        """The last value of an input, ``""`` if it was not sent."""
        values = self.typed.get(name)
        return values[-1] if values else ""

    @property
    def elsewhere(self) -> str:
        """This form in the other language."""
        other = next((code for code in self.charter.policy.languages if code != self.lang), self.lang)
        return f"/{other}{self.path.removeprefix(f'/{self.lang}')}"

    @property
    def origin(self) -> str:
        """The page from which somebody came, as far as it is kept; ``""`` for none, and where the notice that this form
        shows does not say that it is noted.
        """
        named = self.one(ORIGIN) if self.request.method == "POST" else self.request.GET.get(FROM, "")
        if named and not says(notices(self.charter, self.form)[self.lang].text, Beside.PAGE, self.lang):
            return ""
        return kinds.of(self.form.kind).origin(named, self.charter.policy) if named else ""

    @property
    def mark(self) -> Mark:
        """By which this filled form is known when it comes again."""
        passing = {"step", "stamp", "altcha", AGAIN, saving.DRAFT}
        filled = {name: values for name, values in self.typed.items() if name not in passing}
        return mark_of(self.one("stamp"), self.form.slug, filled, secret=secret())

    @property
    def stamp(self) -> str:
        """The stamp of the page: the one that was sent; a new one where that has run out, or is none of ours."""
        sent = self.one("stamp")
        is_old = stamp_trouble(sent, self.form.slug, now=self.now) == "old"
        return form_timestamp.make(self.form.slug, secret=secret(), now=self.now) if is_old else sent

    def examined(self, data: Mapping[str, object]) -> Answers | tuple[Problem, ...]:
        """What was sent, by the questions of the form, and by when its page was opened."""
        outcome = examine(self.charter, self.form, data, lang=self.lang)
        trouble = stamp_trouble(self.one("stamp"), self.form.slug, now=self.now)
        if not trouble:
            return outcome
        found = () if isinstance(outcome, Answers) else outcome
        return (*found, problem(trouble, "", self.lang))

    @property
    def sender(self) -> Sender:
        """Whoever sends it, whose stamp is in order."""
        hasty = form_timestamp.is_quick(self.one("stamp"), now=self.now)
        network = network_of(self.request)
        return Sender(network, Channel.PAGE, self.one("altcha"), hasty, self.origin, self.mark)

    @property
    def counts(self) -> bool:
        """Whether something of the form itself was sent."""
        return self.request.method == "POST" and self.one("step") != LANGUAGE

    def took(self, step: FunnelStep) -> None:
        """Let it be counted that the form was taken so far, unless the visitor objects to being counted."""
        if objects(self.request.headers):
            return
        took(step, form=self.form.slug, lang=self.lang, policy=self.charter.policy, now=self.now)

    @property
    def data(self) -> dict[str, object]:
        """What `examine` reads: all that was posted but the name of the step."""
        return {
            name: values[0] if len(values) == 1 else list(values)
            for name, values in self.typed.items()
            if name not in {"step", "lang", AGAIN, paging.AT, saving.DRAFT, ORIGIN}
        }


def sentence(request: HttpRequest, status: int, title: str, text: str) -> HttpResponse:
    """A page with one thing to say."""
    return render(request, "site/error.html", {"status": status, "title": title, "text": text}, status=status)


def no_forms(request: HttpRequest) -> HttpResponse:
    """The page before a policy was published."""
    return sentence(request, 404, _("There are no forms yet"), _("The organisation has not published its policy yet."))


def saved_path(request: HttpRequest, lang: str) -> str:
    """Where saved forms are: beside the form, in a frame or not."""
    return f"/{lang}/embed/saved" if is_framed(request) else f"/{lang}/saved"


def work(visit: Visit) -> dict[str, object]:
    """The proof of work: what was solved already, or something to solve; and whether the form has been taken up."""
    again = bool(visit.typed.get(AGAIN)) or visit.counts
    return {**asked_work(visit.one("altcha"), now=visit.now), "again": again}
