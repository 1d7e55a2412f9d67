"""Reviews of a contractor, and the guidelines that it accepts."""

from collections.abc import Callable, Mapping
from contextlib import suppress
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _

from azukari.core.transfers.instruct import acknowledge
from azukari.core.transfers.models import GuidelinesVersion, Instruction, Outcome
from azukari.core.transfers.models import Sort as Kind
from azukari.core.transfers.supervise import (
    GRACE_DAYS,
    Findings,
    accept_guidelines,
    default_guidelines,
    publish_guidelines,
    record_review,
)
from azukari.features.processors.call import ask as send_link
from azukari.features.processors.desk import words
from azukari.features.processors.desk.page import find
from azukari.features.processors.desk.steps import a_document, above, contract_at, contract_step
from azukari.features.processors.models import Sort
from azukari.lib.conflict import InvalidTransition
from azukari.policy.terms import Act
from azukari.shells.staff.acts import Doer, form_behind, needs_act
from azukari.shells.staff.fields import Answers, One, Text, by_language, in_each_language
from azukari.shells.staff.overtaken import LastChange
from azukari.shells.staff.post_only import post_only
from azukari.shells.staff.step import Step, answer
from azukari.shells.staff.uploads import takes_files


@takes_files(Act.SUPERVISE, fresh=True)
def review(request: HttpRequest, who: Doer, contract_id: UUID) -> HttpResponse:
    """A review was done."""
    row = contract_at(contract_id)
    questions = {clause.slug: clause.text[who.lang] for clause in who.policy.confidentiality}

    def do(answers: Answers, _version: int) -> None:
        clauses = {slug: answers[f"q_{slug}"] for slug in questions}
        found = Findings(Outcome(answers["outcome"]), answers["findings"], clauses, answers["evidence"])
        record_review(row, found, actor=who.actor, now=who.now)

    kept = (("yes", _("Kept, and shown")), ("partly", _("Partly")), ("no", _("Not kept")))
    asks = {
        **{f"q_{slug}": One(text, kept) for slug, text in questions.items()},
        "findings": Text(
            _("What was found"),
            rows=6,
            required=False,
            max_length=2000,
            help_text=_("About the company; name no person."),
        ),
        "evidence": a_document(_("What was looked at"), required=False),
        "outcome": One(_("Outcome"), [(o.value, words.OUTCOMES[o]) for o in Outcome]),
    }
    return contract_step(
        request,
        row,
        who,
        title=_("Record a review"),
        button=_("Record it"),
        fields=asks,
        do=do,
        lead=_("The next one falls due after the interval of the contract. One that is not passed suspends transfers."),
        name="review",
    )


@form_behind(Act.SUPERVISE, fresh=True)
def guidelines(request: HttpRequest, who: Doer) -> HttpResponse:
    """The next version of the managerial liability guidelines."""
    newest = GuidelinesVersion.objects.order_by("-number").first()
    text = newest.text if newest else default_guidelines()

    def do(answers: Answers, _version: int) -> None:
        entered = by_language("text", answers, who.policy)
        days, seen = int(answers["grace"]), newest.number if newest else 0
        publish_guidelines(entered, grace_days=days, after=seen, actor=who.actor, now=who.now)

    days = (14, GRACE_DAYS, 60)
    lead = (
        _("Version %(number)d counts now. Each contractor accepts every version; after that time transfers stop.")
        % {"number": newest.number}
        if newest
        else _("None has been published yet, so no contractor gets anything. Change the text as you need it.")
    )
    step = Step(
        title=_("Managerial liability guidelines"),
        lead=lead,
        button=_("Publish this version"),
        above=above(who),
        fields={
            **in_each_language("text", _("Text (%(lang)s)"), who.policy, text, rows=6, max_length=20_000),
            "grace": One(
                _("Time to accept it"),
                [(str(n), _("%(count)d days") % {"count": n}) for n in days],
                initial=GRACE_DAYS,
            ),
        },
        do=do,
        icon="book",
        last=LastChange(),
    )
    return answer(request, step)


@form_behind(Act.SUPERVISE, fresh=True)
def accept(request: HttpRequest, who: Doer, slug: str) -> HttpResponse:
    """The contractor accepted the guidelines on paper."""
    row, newest = find(slug), GuidelinesVersion.objects.order_by("-number").first()
    if newest is None or row.sort != Kind.CONTRACTOR:
        raise Http404

    def do(answers: Answers, _version: int) -> None:
        accept_guidelines(row, newest.number, by=answers["by"], method="paper", now=who.now)

    step = Step(
        title=_("Accepted on paper"),
        lead=_("For version %(number)d of the guidelines, signed by somebody who may speak for the company.")
        % {"number": newest.number},
        button=_("Record the acceptance"),
        above=above(who, row),
        fields={
            "by": Text(_("Who signed for them"), max_length=120),
        },
        do=do,
    )
    return answer(request, step)


@form_behind(Act.SUPERVISE)
def ask(request: HttpRequest, who: Doer, slug: str, sort: str) -> HttpResponse:
    """Mail the contact a link: to the guidelines, or to the instructions that wait."""
    row, wanted = find(slug), _SORTS.get(sort)
    if wanted is None:
        raise Http404

    def do(_answers: Answers, _version: int) -> None:
        send_link(slug, wanted, now=who.now)

    to = row.contact_email or _("nobody yet: there is no contact address")
    step = Step(
        title=_TITLES[wanted](),
        lead=_("The mail goes to %(to)s, in their language. The link works for 30 days.") % {"to": to},
        button=_("Send the link"),
        above=above(who, row),
        fields={},
        do=do,
        icon="send",
    )
    return answer(request, step)


_SORTS = {sort.value: sort for sort in Sort}
_TITLES: Mapping[Sort, Callable[[], str]] = {
    Sort.GUIDELINES: lambda: _("Ask them by email to accept the guidelines"),
    Sort.INSTRUCTIONS: lambda: _("Ask them by email to confirm the instructions"),
}


@post_only("console-recipients")
@needs_act(Act.SUPERVISE)
def confirm(request: HttpRequest, who: Doer, instruction_id: UUID) -> HttpResponse:  # noqa: ARG001 - the decorator hands it
    """The recipient says that it did what it was told; a second press changes nothing."""
    row = get_object_or_404(Instruction, id=instruction_id)
    if row.acknowledged_at is None:
        with suppress(InvalidTransition):
            acknowledge(row.id, actor=who.actor, now=who.now)
    return redirect("console-recipient", row.recipient_id)
