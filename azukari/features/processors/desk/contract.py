"""The steps of a contract: what it says, signed, in force, suspended, ended."""

from collections.abc import Callable
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from azukari.core.transfers import contracts
from azukari.core.transfers.models import Contract, ContractReason
from azukari.features.processors.desk import words
from azukari.features.processors.desk.steps import a_document, contract_at, contract_step
from azukari.policy.disclosure import ContractState
from azukari.policy.terms import Act
from azukari.shells.staff.acts import Doer, form_behind
from azukari.shells.staff.fields import Answers, Day, Fields, One, Some, Text, by_language, in_each_language
from azukari.shells.staff.overtaken import LastChange
from azukari.shells.staff.uploads import takes_files

_INTERVALS = (3, 6, 12)


class _Clauses(Some):
    """The duties of confidentiality: a draft may lack some, yet none of them is optional."""

    settled = True


@form_behind(Act.SUPERVISE, fresh=True)
def describe(request: HttpRequest, who: Doer, contract_id: UUID) -> HttpResponse:
    """What the draft says."""
    row = contract_at(contract_id)
    policy = who.policy

    def do(answers: Answers, version: int) -> None:
        details = contracts.Details(
            service=by_language("service", answers, policy),
            improves=by_language("improves", answers, policy),
            purposes=answers.get("purposes", []),
            categories=answers.get("categories", []),
            clauses=answers["clauses"],
            begins=answers["begins"],
            ends=answers["ends"],
            review_months=int(answers["review_months"]),
            subcontractors=[{"name": line} for line in answers["subcontractors"].splitlines() if line.strip()],
        )
        contracts.describe(row, details, version=version, actor=who.actor, now=who.now)

    return contract_step(
        request,
        row,
        who,
        title=_("What the contract says"),
        button=_("Save the draft"),
        fields=_draft(row, who),
        do=do,
        last=LastChange(),
        lead=_("It may be narrower than the policy, never wider. Tick the duties that the contract really has."),
    )


def _draft(row: Contract, who: Doer) -> Fields:
    policy, lang = who.policy, who.lang
    entry = policy.recipients.get(row.recipient_id)
    held = {name: getattr(row, name).split() for name in ("purposes", "categories", "clauses")}
    purposes = [(slug, policy.purposes[slug].title[lang]) for slug in (entry.purposes if entry else ())]
    categories = [(c.value, policy.categories[c][lang]) for c in sorted(entry.categories if entry else ())]
    clauses = [(c.slug, c.text[lang]) for c in policy.confidentiality]
    months = [(str(n), _("every %(count)d months") % {"count": n}) for n in _INTERVALS]
    subcontractors = "\n".join(each.get("name", "") for each in row.subcontractors)
    improves = _("How that makes our services better (%(lang)s)")
    return {
        **({"purposes": Some(_("What for"), purposes, initial=held["purposes"])} if purposes else {}),
        **({"categories": Some(_("Which data"), categories, initial=held["categories"])} if categories else {}),
        "clauses": _Clauses(
            _("Duties of confidentiality that it contains"),
            clauses,
            initial=held["clauses"],
            required=False,
            help_text=_("These are the duties that bind us. All of them are needed before anything goes."),
        ),
        **in_each_language(
            "service", _("What is done for us (%(lang)s)"), policy, row.service, rows=6, max_length=1000
        ),
        **in_each_language("improves", improves, policy, row.improves, rows=6, max_length=1000),
        "begins": Day(_("First day"), initial=row.begins),
        "ends": Day(_("Last day"), required=False, initial=row.ends),
        "review_months": One(_("Review"), months, initial=row.review_months),
        "subcontractors": Text(
            _("Subcontractors"),
            rows=6,
            required=False,
            max_length=1000,
            help_text=_("One per line: name, country, what for. Others may not be used."),
            initial=subcontractors,
        ),
    }


@takes_files(Act.SUPERVISE, fresh=True)
def sign(request: HttpRequest, who: Doer, contract_id: UUID) -> HttpResponse:
    """Both sides have signed."""
    row = contract_at(contract_id)

    def do(answers: Answers, version: int) -> None:
        signature = contracts.Signature(answers["signed"], answers["by_us"], answers["by_them"], answers["document"])
        contracts.sign(row, signature, version=version, actor=who.actor, now=who.now)

    asks = {
        "signed": Day(_("Day of signature"), initial=row.signed),
        "by_us": Text(_("Who signed for us"), max_length=120),
        "by_them": Text(_("Who signed for them"), max_length=120),
        "document": a_document(_("The signed document")),
    }
    return contract_step(
        request,
        row,
        who,
        title=_("Record that both sides have signed"),
        button=_("Record the signatures"),
        fields=asks,
        do=do,
        lead=_("From now on the wording is fixed. No data is passed on yet: putting it in force is the next step.")
        if row.state == ContractState.DRAFT
        else _("The signatures have been recorded already."),
        stop=row.state != ContractState.DRAFT,
    )


@form_behind(Act.SUPERVISE, fresh=True)
def force(request: HttpRequest, who: Doer, contract_id: UUID) -> HttpResponse:
    """It counts from now on."""
    row = contract_at(contract_id)

    def do(_answers: Answers, version: int) -> None:
        contracts.put_in_force(row, version=version, actor=who.actor, now=who.now)

    title = _("Resume the contract") if row.state == ContractState.SUSPENDED else _("Put the contract in force")
    return contract_step(
        request,
        row,
        who,
        title=title,
        button=title,
        fields={},
        do=do,
        icon="seal",
        lead=_("Transfers within it become possible at once, as long as reviews and guidelines are kept."),
        name="force",
    )


@form_behind(Act.SUPERVISE, fresh=True)
def suspend(request: HttpRequest, who: Doer, contract_id: UUID) -> HttpResponse:
    """Nothing goes out under it until it is resumed."""
    return _stop(
        request,
        contract_id,
        who,
        ContractState.SUSPENDED,
        title=_("Suspend the contract"),
        button=_("Suspend it now"),
        do=contracts.suspend,
        lead=_("Every transfer under it stops at the next person, and data that is ready is withheld."),
        name="suspend",
    )


@form_behind(Act.SUPERVISE, fresh=True)
def end(request: HttpRequest, who: Doer, contract_id: UUID) -> HttpResponse:
    """It is over."""
    return _stop(
        request,
        contract_id,
        who,
        ContractState.ENDED,
        title=_("End the contract"),
        button=_("End it permanently"),
        do=contracts.end,
        lead=_("It cannot be taken up again; a new contract begins in the policy."),
        name="end",
    )


def _stop(
    request: HttpRequest, contract_id: UUID, who: Doer, to: ContractState, *, do: Callable[..., object], **shown: str
) -> HttpResponse:
    """Take the contract out of force, for a reason."""
    row = contract_at(contract_id)

    def stop(answers: Answers, version: int) -> None:
        reason = ContractReason(answers["reason"])
        do(row, reason=reason, words=answers["words"], version=version, actor=who.actor, now=who.now)

    return contract_step(request, row, who, fields=_why(to), do=stop, danger=True, icon="lock", **shown)


def _why(to: ContractState) -> Fields:
    reasons = [(r.value, words.REASONS[r]) for r in contracts.REASONS[to]]
    return {
        "reason": One(_("Reason"), reasons),
        "words": Text(
            _("In your words"),
            rows=6,
            required=False,
            max_length=500,
            help_text=_("About the company; name no person."),
        ),
    }
