"""The funnel of one form, for the page of its numbers: for whose duties include reading page statistics (P17)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from azukari.core.forms.steps import FunnelStep
from azukari.features.statistics.funnel import Stage, funnel
from azukari.lib.percent import percent
from azukari.policy.decide import may_act
from azukari.policy.terms import Act, Actor, Form, Policy

_STEPS: dict[FunnelStep, str | Promise] = {
    FunnelStep.SEEN: _("Form viewed"),
    FunnelStep.STARTED: _("Form started"),
    FunnelStep.SENT: _("Form sent"),
    FunnelStep.CONFIRMED: _("Email confirmed"),
}


class Numbers(Protocol):
    """What the funnel has to know of the page. The desk's own type knows people, so it has no name here."""

    @property
    def form(self) -> Form: ...
    @property
    def policy(self) -> Policy: ...
    @property
    def actor(self) -> Actor: ...
    @property
    def since(self) -> date: ...
    @property
    def until(self) -> date: ...


@dataclass(frozen=True, slots=True)
class FunnelRow:
    """A stage of the funnel, in words, with the length of its bar in percent of the first."""

    title: str | Promise
    stage: Stage
    length: int


def funnel_of_form(at: Numbers) -> dict[str, Any] | None:
    """What the page shows; None for whoever may not read page statistics. One query."""
    if not may_act(at.policy, Act.STATISTICS, at.actor):
        return None
    langs = at.policy.languages
    return {"langs": langs, "rows": in_words(funnel(at.form.slug, since=at.since, until=at.until, langs=langs))}


def in_words(stages: Sequence[Stage]) -> list[FunnelRow]:
    """The stages of a form with their titles and the lengths of their bars."""
    most = max(stage.count for stage in stages)
    return [FunnelRow(_STEPS[stage.step], stage, percent(stage.count, most)) for stage in stages]
