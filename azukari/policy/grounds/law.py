"""Questions about a case: what compels us, its exact scope, who approved it, whether the person knows (P25)."""

from datetime import date

from azukari.policy.disclose_words import told
from azukari.policy.disclosure import LEGAL_DUTY, CaseState, Demand, Informing, RecipientStatus
from azukari.policy.explain import name_categories
from azukari.policy.grounds.question import first
from azukari.policy.terms import Answer, Policy, Verdict


def case_at_hand(policy: Policy, demand: Demand, standing: RecipientStatus, _today: date) -> Verdict | None:
    case = standing.case
    faults = (
        (demand.purpose != LEGAL_DUTY, "case-purpose"),
        (case is None, "no-case"),
        (case is not None and case.recipient != demand.recipient, "case-other-recipient"),
        (case is not None and case.closed, "case-closed"),
    )
    return first(policy, faults)


def case_compels(policy: Policy, _demand: Demand, standing: RecipientStatus, _today: date) -> Verdict | None:
    case = _case(standing)
    faults = (
        (not case.compelled, "voluntary"),
        (not case.citation, "case-without-citation"),
        (not case.document, "case-without-document"),
        (not case.people, "case-without-people"),
    )
    return first(policy, faults)


def case_narrowed(policy: Policy, _demand: Demand, standing: RecipientStatus, _today: date) -> Verdict | None:
    return first(policy, ((not _case(standing).minimum, "case-without-minimum"),))


def case_scope(policy: Policy, demand: Demand, standing: RecipientStatus, _today: date) -> Verdict | None:
    case = _case(standing)
    for code, allowed in (("category-outside-case", case.categories), ("more-than-minimum", case.minimum)):
        if extra := demand.categories - allowed:
            words = name_categories(policy, extra)
            return told(policy, Answer.NO, f"disclose.{code}", "management", categories=words)
    return None


def case_approved(policy: Policy, _demand: Demand, standing: RecipientStatus, _today: date) -> Verdict | None:
    case = _case(standing)
    faults = (
        (not two_of_different_duty(case), "case-approvals"),
        (case.informing is Informing.OPEN, "person-not-informed"),
    )
    return first(policy, faults)


def two_of_different_duty(case: CaseState) -> bool:
    return any(
        a.staff != b.staff and a.duty != b.duty for n, a in enumerate(case.approvals) for b in case.approvals[:n]
    )


def _case(standing: RecipientStatus) -> CaseState:
    if standing.case is None:
        raise LookupError("Asked about a case before asking whether there is one.")
    return standing.case
