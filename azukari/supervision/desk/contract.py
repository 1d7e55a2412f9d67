"""The steps of a contract: what it says, signed, in force, suspended, ended."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from azukari.desk.acts import Doer, needs_act
from azukari.desk.sheet import Ask, Choice, Sheet
from azukari.desk.step import answer
from azukari.desk.uploads import takes_files
from azukari.disclosure import contracts
from azukari.disclosure.models import Contract, ContractReason
from azukari.policy.disclosure import ContractState
from azukari.policy.terms import Act
from azukari.supervision.desk import words
from azukari.supervision.desk.steps import contract_at, contract_step, document_ask

_INTERVALS = (3, 6, 12)


@require_http_methods(["GET", "HEAD", "POST"])
@needs_act(Act.SUPERVISE, fresh=True)
def describe(request: HttpRequest, who: Doer, contract_id: UUID) -> HttpResponse:
    """What the draft says."""
    row = contract_at(contract_id)
    policy = who.policy

    def do(sheet: Sheet, version: int) -> None:
        details = contracts.Details(
            service={lang: sheet.text(f"service_{lang}") for lang in policy.languages},
            improves={lang: sheet.text(f"improves_{lang}") for lang in policy.languages},
            purposes=sheet.chosen("purposes"),
            categories=sheet.chosen("categories"),
            clauses=sheet.chosen("clauses"),
            begins=sheet.must_day("begins"),
            ends=sheet.day("ends"),
            review_months=int(sheet.text("review_months")),
            subcontractors=[{"name": line} for line in sheet.text("subcontractors").splitlines() if line.strip()],
        )
        contracts.describe(row, details, version=version, actor=who.actor, now=who.now)

    step = contract_step(
        row,
        who,
        title=_("What the contract says"),
        button=_("Keep the draft"),
        asks=_draft(row, who),
        do=do,
        lead=_("It may be narrower than the policy, never wider. Tick the duties that the contract really has."),
    )
    return answer(request, who, step)


def _draft(row: Contract, who: Doer) -> list[Ask]:
    policy, lang = who.policy, who.lang
    entry = policy.recipients.get(row.recipient_id)
    held = {name: getattr(row, name).split() for name in ("purposes", "categories", "clauses")}
    purposes = [
        Choice(slug, policy.purposes[slug].title[lang], slug in held["purposes"])
        for slug in (entry.purposes if entry else ())
    ]
    categories = [
        Choice(c.value, policy.categories[c][lang], c in held["categories"])
        for c in sorted(entry.categories if entry else ())
    ]
    clauses = [Choice(c.slug, c.text[lang], c.slug in held["clauses"]) for c in policy.confidentiality]
    asks = [
        Ask("purposes", _("What for"), "choices", choices=tuple(purposes)),
        Ask("categories", _("Which data"), "choices", choices=tuple(categories)),
        Ask(
            "clauses",
            _("Duties of confidentiality that it contains"),
            "choices",
            choices=tuple(clauses),
            required=False,
            hint=_("These are the duties that bind us. All of them are needed before anything goes."),
        ),
    ]
    for each in policy.languages:
        asks += [
            Ask(
                f"service_{each}",
                _("What is done for us (%(lang)s)") % {"lang": each},
                "long_text",
                max_length=1000,
                value=row.service.get(each, ""),
            ),
            Ask(
                f"improves_{each}",
                _("How that makes our services better (%(lang)s)") % {"lang": each},
                "long_text",
                max_length=1000,
                value=row.improves.get(each, ""),
            ),
        ]
    months = [Choice(str(n), _("every %(count)d months") % {"count": n}, n == row.review_months) for n in _INTERVALS]
    subcontractors = "\n".join(each.get("name", "") for each in row.subcontractors)
    return [
        *asks,
        Ask("begins", _("First day"), "date", value=row.begins.isoformat()),
        Ask("ends", _("Last day"), "date", required=False, value=row.ends.isoformat() if row.ends else ""),
        Ask("review_months", _("Review"), "choice", choices=tuple(months)),
        Ask(
            "subcontractors",
            _("Subcontractors"),
            "long_text",
            required=False,
            max_length=1000,
            hint=_("One a line: name, country, what for. Nobody else may be entrusted."),
            value=subcontractors,
        ),
    ]


@require_http_methods(["GET", "HEAD", "POST"])
@takes_files(Act.SUPERVISE, fresh=True)
def sign(request: HttpRequest, who: Doer, contract_id: UUID) -> HttpResponse:
    """Both sides have signed."""
    row = contract_at(contract_id)

    def do(sheet: Sheet, version: int) -> None:
        signature = contracts.Signature(
            sheet.must_day("signed"), sheet.text("by_us"), sheet.text("by_them"), sheet.text("document")
        )
        contracts.sign(row, signature, version=version, actor=who.actor, now=who.now)

    asks = [
        Ask("signed", _("Day of signature"), "date", value=row.signed.isoformat() if row.signed else ""),
        Ask("by_us", _("Who signed for us"), max_length=120),
        Ask("by_them", _("Who signed for them"), max_length=120),
        document_ask("document", _("The signed document")),
    ]
    step = contract_step(
        row,
        who,
        title=_("Both sides have signed"),
        button=_("Record the signatures"),
        asks=asks,
        do=do,
        lead=_("From now on the wording is fixed. Nothing goes out yet: putting it in force is the next step."),
    )
    return answer(request, who, step)


@require_http_methods(["GET", "HEAD", "POST"])
@needs_act(Act.SUPERVISE, fresh=True)
def force(request: HttpRequest, who: Doer, contract_id: UUID) -> HttpResponse:
    """It counts from now on."""
    row = contract_at(contract_id)

    def do(_sheet: Sheet, version: int) -> None:
        contracts.put_in_force(row, version=version, actor=who.actor, now=who.now)

    resumes = row.state == ContractState.SUSPENDED
    title = _("Resume the contract") if resumes else _("Put the contract in force")
    step = contract_step(
        row,
        who,
        title=title,
        button=title,
        asks=[],
        do=do,
        icon="seal",
        lead=_("Transfers within it become possible at once, as long as reviews and guidelines are kept."),
    )
    return answer(request, who, step)


@require_http_methods(["GET", "HEAD", "POST"])
@needs_act(Act.SUPERVISE, fresh=True)
def suspend(request: HttpRequest, who: Doer, contract_id: UUID) -> HttpResponse:
    """Nothing goes out under it until it is resumed."""
    row = contract_at(contract_id)

    def do(sheet: Sheet, version: int) -> None:
        reason = ContractReason(sheet.text("reason"))
        contracts.suspend(row, reason=reason, words=sheet.text("words"), version=version, actor=who.actor, now=who.now)

    step = contract_step(
        row,
        who,
        title=_("Suspend the contract"),
        button=_("Suspend it now"),
        do=do,
        danger=True,
        asks=_why(ContractState.SUSPENDED),
        icon="lock",
        lead=_("Every transfer under it stops at the next person, and what lies ready is withheld."),
    )
    return answer(request, who, step)


@require_http_methods(["GET", "HEAD", "POST"])
@needs_act(Act.SUPERVISE, fresh=True)
def end(request: HttpRequest, who: Doer, contract_id: UUID) -> HttpResponse:
    """It is over."""
    row = contract_at(contract_id)

    def do(sheet: Sheet, version: int) -> None:
        reason = ContractReason(sheet.text("reason"))
        contracts.end(row, reason=reason, words=sheet.text("words"), version=version, actor=who.actor, now=who.now)

    step = contract_step(
        row,
        who,
        title=_("End the contract"),
        button=_("End it for good"),
        do=do,
        danger=True,
        asks=_why(ContractState.ENDED),
        icon="lock",
        lead=_("It cannot be taken up again; a new contract begins in the policy."),
    )
    return answer(request, who, step)


def _why(to: ContractState) -> list[Ask]:
    reasons = [Choice(r.value, str(words.REASONS[r])) for r in contracts.REASONS[to]]
    return [
        Ask("reason", _("Reason"), "choice", choices=tuple(reasons)),
        Ask(
            "words",
            _("In your words"),
            "long_text",
            required=False,
            max_length=500,
            hint=_("About the company; name no person."),
        ),
    ]
