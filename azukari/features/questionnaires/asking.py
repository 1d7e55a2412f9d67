"""Asking a questionnaire: one request to it, and the page that answers. Public page and preview at the desk alike."""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property
from http import HTTPStatus
from typing import Protocol

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from azukari.core.forms.check_page import render_checked
from azukari.core.forms.problem import problem
from azukari.features.questionnaires.at_once import at_once
from azukari.features.questionnaires.models import Version
from azukari.features.questionnaires.present import named_problems, question_views, summary
from azukari.features.questionnaires.shape import Questionnaire
from azukari.features.questionnaires.walk import Stop, Walk, carried, moved, walk

_MINUTE = 60
_MOST_SEED = 16


class FormAround(Protocol):
    """The form of the policy under which somebody who says who they are answers."""

    @property
    def names(self) -> Sequence[str]:
        """The inputs besides the answers."""

    def words(self, asking: "Asking", /) -> Mapping[str, object]:
        """What opens the first page: the notice."""

    def fields(self, asking: "Asking", errors: Sequence[object], /) -> Sequence[object]:
        """The questions about the person, as the last page asks them."""

    def consents(self, asking: "Asking", /) -> Sequence[object]:
        """What one may agree to besides."""

    def take(self, asking: "Asking", version: Version, /) -> HttpResponse:
        """Keep the answers, or show what is in the way."""

    def again(self, asking: "Asking", /) -> HttpResponse | None:
        """What the same answers were told before; None if they come for the first time."""


@dataclass(frozen=True, slots=True)
class AskingPlace:
    """Where a questionnaire is asked.

    Args:
        action, elsewhere: the address in this language and in the other.
        hidden: inputs that every page carries besides.
        context: makes what the templates need besides; only where there is a page to show.
        linked: the form under which linked answers are given; None where nobody is asked who they are.
    """

    action: str
    elsewhere: str
    hidden: Sequence[tuple[str, str]] = ()
    context: Callable[[], Mapping[str, object]] = dict
    linked: FormAround | None = None


@dataclass(frozen=True)
class Asking:
    """One request. What was typed, and the way that it leads, are worked out once."""

    request: HttpRequest
    lang: str
    questionnaire: Questionnaire
    place: AskingPlace
    now: datetime
    changed: Mapping[str, Sequence[str]] = field(default_factory=dict)

    @cached_property
    def typed(self) -> Mapping[str, Sequence[str]]:
        return {**{name: tuple(values) for name, values in self.request.POST.lists()}, **self.changed}

    @property
    def seed(self) -> str:
        return self.one("seed")[:_MOST_SEED]

    @cached_property
    def walk(self) -> Walk:
        return walk(self.questionnaire, self.typed, seed=self.seed)

    def one(self, name: str) -> str:
        """The last value of an input, ``""`` if it was not sent."""
        values = self.typed.get(name)
        return values[-1] if values else ""

    def first(self, *, seed: str) -> HttpResponse:
        """The first page, with nothing typed."""
        began = replace(self, changed={"seed": (seed,)})
        return began.page(began.walk.stops[0])

    def answer(self, take: Callable[[], HttpResponse]) -> HttpResponse:
        """Do what the button that was pressed says; ``take`` keeps what is complete."""
        step, _, about = self.one("step").partition(".")
        found, here = self.walk, self.walk.at(self.one("page"))
        match step:
            case "back":
                return self.page(found.before(here) or here)
            case "edit":
                return self.page(found.at(about))
            case "language":
                return self.resume()
            case "up" | "down":
                changed = moved(here.questions, self.typed, about, up=step == "up")
                return replace(self, changed=changed).page(here)
            case "send":
                trouble = found.first_in_trouble()
                return self.page(trouble, judged=True) if trouble else take()
        return self._next(found, here)

    def resume(self) -> HttpResponse:
        """The page that was open when what was typed was saved."""
        return self.check() if self.one("page") == "check" else self.page(self.walk.at(self.one("page")))

    def _next(self, found: Walk, here: Stop) -> HttpResponse:
        if found.problems_on(here):
            return self.page(here, judged=True)
        seen = set(self.one("shown").split())
        if here.page.slug == self.one("page") and any(question.id not in seen for question in here.questions):
            return self.page(here, more=True)  # an answer of this page makes another question appear on it
        onward = found.after(here)
        return self.page(onward) if onward else self.check()

    def refuse(self, field: str, sentence: str) -> HttpResponse:
        """The same page again, with what is in the way."""
        errors = [{"field_id": field, "message": sentence}]
        if self.one("page") == "check":
            return self.check(errors=errors)
        return self.page(self.walk.at(self.one("page")), errors=errors)

    def too_often(self, seconds: int) -> HttpResponse:
        """The same page again, with when it can be sent.

        Args:
            seconds: until then.
        """
        response = self.refuse("", problem("too_often", "", self.lang, minutes=math.ceil(seconds / _MINUTE)).message)
        response.status_code = HTTPStatus.TOO_MANY_REQUESTS
        response.headers["Retry-After"] = str(seconds)
        return response

    def page(
        self, stop: Stop, *, judged: bool = False, more: bool = False, errors: Sequence[Mapping[str, str]] = ()
    ) -> HttpResponse:
        """One page with questions.

        Args:
            judged: whether what is wrong is said.
            more: whether the page is shown again because there is more to ask on it.
            errors: what is in the way besides.
        """
        found, lang = self.walk, self.lang
        views = question_views(self.questionnaire, found, stop, self.typed, lang, judged=judged)
        title = stop.page.title[lang] if stop.page.title else ""
        context = {
            **self._shared(),
            "questions": views,
            "page": stop.page.slug,
            "page_title": title,
            "shown": " ".join(question.id for question in stop.questions),
            "inputs": [*self.place.hidden, *carried(self.questionnaire, self.typed, stop.questions), *self._others()],
            "step": found.number(stop),
            "steps": len(found.stops),
            "errors": named_problems(self.questionnaire, found, stop, lang) if judged else errors,
            "more": more,
            "at_once": at_once(found, stop),
        }
        return render(
            self.request, "questionnaires/ask.html", context, status=422 if judged else 429 if errors else 200
        )

    def check(self, *, wait: int = 0, errors: Sequence[object] = ()) -> HttpResponse:
        """The answers, shown back.

        Args:
            wait: seconds until they can be taken, where that was too often.
            errors: what is wrong with what is asked here besides.
        """
        context = {
            **self._shared(),
            "rows": summary(self.questionnaire, self.walk, self.lang),
            "inputs": [*self.place.hidden, *carried(self.questionnaire, self.typed, ())],
            "wait": math.ceil(wait / _MINUTE),
            "errors": errors,
            "fields": self.place.linked.fields(self, errors) if self.place.linked else (),
            "consents": self.place.linked.consents(self) if self.place.linked else (),
        }
        status = 422 if errors else 200
        return render_checked(self.request, "questionnaires/check.html", context, wait=wait, status=status)

    def _others(self) -> list[tuple[str, str]]:
        """What was typed on the last page besides the answers."""
        names = self.place.linked.names if self.place.linked else ()
        return [(name, value) for name in names for value in self.typed.get(name, ()) if value]

    def _shared(self) -> dict[str, object]:
        linked = self.place.linked
        return {
            "questionnaire": self.questionnaire,
            "title": self.questionnaire.title[self.lang],
            "lead": self.questionnaire.lead[self.lang],
            "action": self.place.action,
            "action_elsewhere": self.place.elsewhere,
            "seed": self.seed,
            "linked": self.questionnaire.linked,
            **(linked.words(self) if linked else {}),
            **self.place.context(),
        }
