"""The steps of a case in their order, as its page shows them: what is there, what is missing, and which comes next."""

from azukari.core.transfers import cases
from azukari.core.transfers.models import LegalCase
from azukari.policy.disclosure import Informing
from azukari.policy.grounds.law import two_of_different_duty
from azukari.shells.staff.acts import Doer

_ORDER = ("document", "scope", "told", "approved")


def steps(row: LegalCase, who: Doer) -> dict[str, object]:
    """What the page needs to know.

    ``there`` says of each step whether it is done and ``next`` which one is not; ``lacking`` is the answer that stands
    before any yes, and while it does, nobody is offered to say one.
    """
    state, lacking = row.state(), cases.missing(row, now=who.now)
    there = {
        "document": state.citation and state.document,
        "scope": bool(state.people and state.minimum),
        "told": state.informing is not Informing.OPEN,
        "approved": two_of_different_duty(state),
    }
    said = {approval.duty for approval in state.approvals}
    may = cases.approving(who.policy, who.actor) if lacking is None else []
    return {
        "there": there,
        "next": next((name for name in _ORDER if not there[name]), "transfer"),
        "lacking": lacking.sentence if lacking is not None else None,
        "approvals": [duty.title for duty in who.policy.duties_of(said)],
        "may_say": [who.policy.duties[duty] for duty in may if duty not in said],
        "same": cases.same_document(row),
    }
