"""Reviews of a contractor, and the guidelines that it accepts."""

from collections.abc import Callable, Mapping
from contextlib import suppress
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from azukari.desk.acts import Doer, needs_act
from azukari.desk.post_only import post_only
from azukari.desk.sheet import Ask, Choice, Sheet
from azukari.desk.step import Step, answer
from azukari.desk.uploads import takes_files
from azukari.disclosure.instruct import acknowledge
from azukari.disclosure.models import GuidelinesVersion, Instruction, Outcome
from azukari.disclosure.models import Sort as Kind
from azukari.disclosure.supervise import (
    GRACE_DAYS,
    Findings,
    accept_guidelines,
    default_guidelines,
    publish_guidelines,
    record_review,
)
from azukari.lib.conflict import InvalidTransition
from azukari.policy.terms import Act
from azukari.supervision.call import ask as send_link
from azukari.supervision.desk import words
from azukari.supervision.desk.contact import LANGUAGES
from azukari.supervision.desk.page import find, name_of
from azukari.supervision.desk.steps import contract_at, contract_step, document_ask, home
from azukari.supervision.models import Sort


@require_http_methods(["GET", "HEAD", "POST"])
@takes_files(Act.SUPERVISE, fresh=True)
def review(request: HttpRequest, who: Doer, contract_id: UUID) -> HttpResponse:
    """A review was done."""
    row = contract_at(contract_id)
    questions = {clause.slug: clause.text[who.lang] for clause in who.policy.confidentiality}

    def do(sheet: Sheet, _version: int) -> None:
        answers = {slug: sheet.text(f"q_{slug}") for slug in questions}
        found = Findings(Outcome(sheet.text("outcome")), sheet.text("findings"), answers, sheet.text("evidence"))
        record_review(row, found, actor=who.actor, now=who.now)

    kept = (("yes", _("Kept, and shown")), ("partly", _("Partly")), ("no", _("Not kept")))
    asks = [
        *(
            Ask(f"q_{slug}", text, "choice", choices=tuple(Choice(value, label) for value, label in kept))
            for slug, text in questions.items()
        ),
        Ask(
            "findings",
            _("What was found"),
            "long_text",
            required=False,
            max_length=2000,
            hint=_("About the company; name no person."),
        ),
        document_ask("evidence", _("What was looked at"), required=False),
        Ask("outcome", _("Outcome"), "choice", choices=tuple(Choice(o.value, str(words.OUTCOMES[o])) for o in Outcome)),
    ]
    step = contract_step(
        row,
        who,
        title=_("Record a review"),
        button=_("Record it"),
        asks=asks,
        do=do,
        lead=_("The next one falls due after the interval of the contract. One that is not passed suspends transfers."),
    )
    return answer(request, who, step)


@require_http_methods(["GET", "HEAD", "POST"])
@needs_act(Act.SUPERVISE, fresh=True)
def guidelines(request: HttpRequest, who: Doer) -> HttpResponse:
    """The next version of the managerial liability guidelines."""
    newest = GuidelinesVersion.objects.order_by("-number").first()
    text = newest.text if newest else default_guidelines()

    def do(sheet: Sheet, _version: int) -> None:
        entered = {lang: sheet.text(f"text_{lang}") for lang in who.policy.languages}
        publish_guidelines(entered, grace_days=int(sheet.text("grace")), actor=who.actor, now=who.now)

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
        back=reverse("console-recipients"),
        crumb="",
        asks=[
            *(
                Ask(
                    f"text_{lang}",
                    _("Text (%(lang)s)") % {"lang": LANGUAGES[lang]},
                    "long_text",
                    max_length=20_000,
                    value=text.get(lang, ""),
                )
                for lang in who.policy.languages
            ),
            Ask(
                "grace",
                _("Time to accept it"),
                "choice",
                choices=tuple(Choice(str(n), _("%(count)d days") % {"count": n}, n == GRACE_DAYS) for n in days),
            ),
        ],
        do=do,
        icon="book",
    )
    return answer(request, who, step)


@require_http_methods(["GET", "HEAD", "POST"])
@needs_act(Act.SUPERVISE, fresh=True)
def accept(request: HttpRequest, who: Doer, slug: str) -> HttpResponse:
    """The contractor accepted the guidelines on paper."""
    row, newest = find(slug), GuidelinesVersion.objects.order_by("-number").first()
    if newest is None or row.sort != Kind.CONTRACTOR:
        raise Http404

    def do(sheet: Sheet, _version: int) -> None:
        accept_guidelines(row, newest.number, by=sheet.text("by"), method="paper", now=who.now)

    step = Step(
        title=_("Accepted on paper"),
        lead=_("For version %(number)d of the guidelines, signed by somebody who may speak for the company.")
        % {"number": newest.number},
        button=_("Record the acceptance"),
        back=home(slug),
        crumb=name_of(row, who.lang),
        asks=[Ask("by", _("Who signed for them"), max_length=120)],
        do=do,
    )
    return answer(request, who, step)


@require_http_methods(["GET", "HEAD", "POST"])
@needs_act(Act.SUPERVISE)
def ask(request: HttpRequest, who: Doer, slug: str, sort: str) -> HttpResponse:
    """Mail the contact a link: to the guidelines, or to the instructions that wait."""
    row, wanted = find(slug), _SORTS.get(sort)
    if wanted is None:
        raise Http404

    def do(_sheet: Sheet, _version: int) -> None:
        send_link(slug, wanted, now=who.now)

    to = row.contact_email or _("nobody yet: there is no contact address")
    step = Step(
        title=_TITLES[wanted](),
        lead=_("The mail goes to %(to)s, in their language. The link works for 30 days.") % {"to": to},
        button=_("Send the link"),
        back=home(slug),
        crumb=name_of(row, who.lang),
        asks=[],
        do=do,
        icon="send",
    )
    return answer(request, who, step)


_SORTS = {sort.value: sort for sort in Sort}
_TITLES: Mapping[Sort, Callable[[], str]] = {
    Sort.GUIDELINES: lambda: _("Ask them by mail to accept the guidelines"),
    Sort.INSTRUCTIONS: lambda: _("Ask them by mail to confirm the instructions"),
}


@post_only("console-recipients")
@needs_act(Act.SUPERVISE)
def confirm(request: HttpRequest, who: Doer, instruction_id: UUID) -> HttpResponse:  # noqa: ARG001 - the decorator hands it
    """The recipient says that it did what it was told; a second press changes nothing."""
    row = Instruction.objects.filter(id=instruction_id).first()
    if row is None:
        raise Http404
    if row.acknowledged_at is None:
        with suppress(InvalidTransition):
            acknowledge(row.id, actor=who.actor, now=who.now)
    return redirect("console-recipient", row.recipient_id)
