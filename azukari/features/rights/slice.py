"""Slice of the rights desk: what people ask us for, and how it is answered (P39-P47)."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from azukari.core.cases import lifecycle
from azukari.core.cases.staffing import pass_on
from azukari.core.cases.statistics import Numbers, numbers
from azukari.core.mail.letter import Builder, LetterKind, WhenSuppressed
from azukari.core.vault.retention_preview import MOST_REFERENCES
from azukari.features.rights import carry_out, case_letters, decision
from azukari.features.rights.controls import CONTROLS
from azukari.features.rights.desk import as_request, person_link
from azukari.features.rights.desk.number_search import NUMBERS
from azukari.features.rights.figures import SOURCES
from azukari.features.rights.from_form import take_up
from azukari.features.rights.needs import pressing
from azukari.features.rights.upkeep import forget, to_forget
from azukari.lib.job import Job, Lane
from azukari.lib.sections import Section
from azukari.lib.sweep import Going, Sweep
from azukari.policy.terms import OWN_ACCESS, Act
from azukari.shells.staff.menu import Group, MenuEntry
from azukari.slice import Place, Routes, Slice


def _letter(name: str, build: Builder, title: Promise) -> LetterKind:
    """An email that goes even to whoever is never written to: they asked, or the law has us tell them."""
    return LetterKind(name, OWN_ACCESS, build, title, when_suppressed=WhenSuppressed.GOES)


def _going(as_of: datetime) -> Iterator[Going]:
    old = to_forget(as_of)
    references = tuple(str(id) for id in old.order_by("kept_until").values_list("id", flat=True)[:MOST_REFERENCES])
    yield Going("rights", "case", "", "requests.cases_kept", old.count(), references)


def _answering(now: datetime) -> dict[str, Numbers] | None:
    year = numbers(now)
    return {"desk": year} if year.received else None


SLICE = Slice(
    name="rights",
    letters=(
        _letter(lifecycle.RECEIVED_LETTER, case_letters.received_letter, _("acknowledgement of a request")),
        _letter(decision.DECIDED_LETTER, case_letters.answer_letter, _("decision about a request")),
        _letter(carry_out.ANSWER_LETTER, case_letters.answer_letter, _("answer to a request")),
    ),
    numbers=NUMBERS,
    sections=(
        Section(Place.PERSON, "request", "console/links_alone.html", person_link.section),
        Section(Place.CONTACT, "answering", "rights/contact.html", _answering),
        Section(Place.OWN_CLOSING, "ask", "rights/own/ask.html", lambda _visit: {}),
        Section(
            Place.SUBMISSION,
            "request",
            "console/requests/of_submission.html",
            as_request.offered,
            done=as_request.DONE,
            refusals=as_request.REFUSALS,
        ),
    ),
    case_executors=carry_out.EXECUTORS,
    jobs=(
        Job("requests", timedelta(seconds=5), carry_out.run, dated=False),
        Job("requests by the contact form", timedelta(seconds=5), take_up, dated=False),
        Job("owners of requests", timedelta(minutes=1), pass_on, dated=False),
        Job("old requests", timedelta(hours=1), forget, Lane.UPKEEP),
    ),
    sweeps=(Sweep("requests", _going, forget),),
    controls=CONTROLS,
    tallies=SOURCES,
    menu=(
        MenuEntry(
            "console-rights", _("Requests"), "rights", order=20, group=Group.PRIVACY, acts=frozenset({Act.RIGHTS})
        ),
    ),
    needs=(pressing,),
    routes=Routes(staff="azukari.features.rights.desk.urls", public="azukari.features.rights.urls"),
)
