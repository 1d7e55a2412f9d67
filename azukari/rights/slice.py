"""Slice of the rights desk: what a person may do with their own data, and what they ask us for (P39-P47)."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from azukari.desk.menu import Entry
from azukari.desk.sections import Section
from azukari.lib.job import Job, Lane
from azukari.lib.sweep import Going, Sweep
from azukari.mail.letter import Builder, LetterKind, WhenSuppressed
from azukari.policy.casework import CaseState
from azukari.policy.terms import CONFIRMATION, OWN_ACCESS, Act
from azukari.rights import (
    address,
    address_letters,
    carry_out,
    case_letters,
    cases,
    corrected_letters,
    decision,
    letters,
    merge_letters,
    merging,
    on_request,
    sign_in,
)
from azukari.rights.agents import asking as agents
from azukari.rights.agents.callbacks import tell_due
from azukari.rights.agents.letters import asking_letter
from azukari.rights.agents.upkeep import tend as tend_agents
from azukari.rights.controls import CONTROLS
from azukari.rights.desk.as_request import offered
from azukari.rights.from_form import take_up
from azukari.rights.holder import RightsHolder
from azukari.rights.models import Case
from azukari.rights.needs import pressing
from azukari.rights.session import end_all, purge
from azukari.rights.staffing import pass_on
from azukari.rights.upkeep import forget
from azukari.slice import Hook, Slice
from azukari.upkeep.dry_run import by_trying
from azukari.vault.retention_preview import MOST_REFERENCES
from azukari.vault.sockets import on_parted

_GOES = WhenSuppressed.GOES  # the person asked, or the law has us tell them


def _letter(name: str, build: Builder, title: Promise, *, blind: bool = False) -> LetterKind:
    return LetterKind(name, OWN_ACCESS, build, title, when_suppressed=_GOES, blind=blind)


_LETTERS = (
    _letter(sign_in.LETTER, letters.sign_in_letter, _("link to the own page"), blind=True),
    _letter(on_request.LETTER, corrected_letters.corrected, _("notice of a correction")),
    _letter(cases.RECEIVED_LETTER, case_letters.received_letter, _("acknowledgement of a request")),
    _letter(decision.DECIDED_LETTER, case_letters.answer_letter, _("decision about a request")),
    _letter(carry_out.ANSWER_LETTER, case_letters.answer_letter, _("answer to a request")),
    _letter(agents.LETTER, asking_letter, _("question whether an agent asks for the person"), blind=True),
    LetterKind(
        address.LETTER,
        CONFIRMATION,
        address_letters.confirm,
        _("confirmation of the new address"),
        when_suppressed=WhenSuppressed.ONCE,
    ),
    LetterKind(
        address.TOLD_LETTER,
        CONFIRMATION,
        address_letters.asked,
        _("notice that a new address was given"),
        when_suppressed=_GOES,
    ),
    LetterKind(
        address.CHANGED_LETTER,
        CONFIRMATION,
        address_letters.changed,
        _("notice that the address was changed"),
        when_suppressed=_GOES,
    ),
    *(
        LetterKind(name, OWN_ACCESS, merge_letters.asking(side), _("question whether two records are one"))
        for side, name in merging.LETTERS.items()
    ),
)


def _cases_going(as_of: datetime) -> Iterator[Going]:
    old = Case.objects.filter(state=CaseState.CLOSED, kept_until__lte=as_of)
    references = tuple(str(id) for id in old.order_by("kept_until").values_list("id", flat=True)[:MOST_REFERENCES])
    yield Going("rights", "case", "", "requests.cases_kept", old.count(), references)


_SESSIONS = "program: two hours idle, eight in all"

SLICE = Slice(
    name="rights",
    holders=(RightsHolder(),),
    letters=_LETTERS,
    jobs=(
        Job("requests", timedelta(seconds=5), carry_out.run, dated=False),
        Job("requests by the contact form", timedelta(seconds=5), take_up, dated=False),
        Job("owners of requests", timedelta(minutes=1), pass_on, dated=False),
        Job("news for agents", timedelta(seconds=5), tell_due, Lane.NETWORK, dated=False),
        Job("own pages", timedelta(minutes=10), purge, Lane.UPKEEP),
        Job("unconfirmed requests of agents", timedelta(minutes=1), tend_agents, Lane.UPKEEP),
        Job("old requests", timedelta(hours=1), forget, Lane.UPKEEP),
    ),
    sweeps=(
        Sweep("requests", _cases_going, forget),
        by_trying("own-pages", purge, holder="rights", what="session", clause=_SESSIONS),
    ),
    controls=CONTROLS,
    menu=(Entry("console-rights", _("Requests"), "rights", order=20, acts=frozenset({Act.RIGHTS})),),
    needs=(pressing,),
    submission_sections=(Section("request", "console/requests/of_submission.html", offered),),
    desk_urls="azukari.rights.desk.urls",
    public_urls="azukari.rights.urls",
    api=("azukari.rights.agents.api",),
    hooks=(Hook(on_parted, lambda survivor, back: end_all([survivor, back])),),
)
