"""What a disclosure is decided from: the three grounds, and the states of contract, review, guidelines, consent and
case at one moment.

The published policy names recipients and what they get. These values say what has become of that in the register, which
may be narrower than the policy and never wider (P02).
"""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from azukari.policy.terms import Category


class DisclosureGround(StrEnum):
    """Why data may leave the organisation. There is no fourth (P21-P26)."""

    CONSENT = "consent"  # the person agreed to this recipient, purpose and categories (P22)
    CONTRACT = "contract"  # a contractor works for us, bound as closely as we are (P23, P24)
    LAW = "law"  # the law compels us (P25)


class ContractState(StrEnum):
    """How far a contract has come. Only one of these lets anything out."""

    DRAFT = "draft"
    SIGNED = "signed"
    IN_FORCE = "in-force"
    SUSPENDED = "suspended"
    ENDED = "ended"


class Informing(StrEnum):
    """Whether the person knows that the law compels us."""

    OPEN = "open"  # nobody has told them, and nobody has said why not
    INFORMED = "informed"
    FORBIDDEN = "forbidden"  # the law forbids telling them, and the record says which and why


LEGAL_DUTY = "legal-duty"
"""Reserved purpose: to do what the law compels us to. It is in nobody's hands but a case's (P25)."""


@dataclass(frozen=True, slots=True)
class Entrustment:
    """A contract as the register has it.

    Args:
        begins, ends: its first and last day; ``ends`` is None while it runs without a known end.
        clauses: those of the policy's duties of confidentiality that it binds the recipient to.
    """

    reference: str
    state: ContractState
    signed: date | None
    begins: date
    ends: date | None
    purposes: frozenset[str]
    categories: frozenset[Category]
    clauses: frozenset[str]


@dataclass(frozen=True, slots=True)
class ReviewState:
    """When the contractor's next review is due, counted from the last that was passed (P30)."""

    due: date
    failed: bool = False  # the last one was not passed, and nothing has put that right


@dataclass(frozen=True, slots=True)
class GuidelinesState:
    """The newest version of the managerial liability guidelines, and what this contractor has accepted (P31).

    Args:
        version: 0 while none has been published.
        until: the last day on which an earlier acceptance is enough.
        accepted: the newest version that the contractor has accepted, 0 for none.
    """

    version: int
    until: date | None
    accepted: int


@dataclass(frozen=True, slots=True)
class DisclosureConsent:
    """What one person agreed to."""

    recipient: str
    purpose: str
    categories: frozenset[Category]
    begins: datetime
    withdrawn: datetime | None = None


@dataclass(frozen=True, slots=True)
class Approval:
    """Somebody's yes to a case: who, and for which duty they stand."""

    staff: str
    duty: str


@dataclass(frozen=True, slots=True)
class CaseState:
    """An authority's demand and what has been done about it (P25).

    Args:
        recipient: the authority, by its name in the register.
        compelled: whether the law obliges us; a request that we may decline is refused.
        citation: whether the provision is named; ``document``: whether the order itself is on file, by its hash.
        categories: the exact scope. ``minimum``: what is left of it after asking what would do.
        people: how many people are named.
        closed: nothing goes out under it any more.
    """

    recipient: str
    compelled: bool
    citation: bool
    document: bool
    categories: frozenset[Category]
    minimum: frozenset[Category]
    people: int
    approvals: tuple[Approval, ...]
    informing: Informing
    closed: bool = False


@dataclass(frozen=True, slots=True)
class Demand:
    """One answerable question: may these categories go to this recipient, for this purpose, on this ground?

    ``recipient`` is a slug of the register, which is the policy's own except for an authority.
    """

    recipient: str
    purpose: str
    categories: frozenset[Category]
    ground: DisclosureGround


@dataclass(frozen=True, slots=True)
class RecipientStatus:
    """What the register knows about the recipient at one moment; None where there is nothing.

    Args:
        altered: whether something other than the program wrote what it rests on.
    """

    contract: Entrustment | None = None
    review: ReviewState | None = None
    guidelines: GuidelinesState | None = None
    case: CaseState | None = None
    altered: bool = False


@dataclass(frozen=True, slots=True)
class Subject:
    """What matters of one person, without a word about who they are.

    Args:
        living: whether the purpose has a living grant over their data.
        agreed: whether the policy under which they registered names this use; where it was widened since, whether
            they were asked and agreed (law 10).
        suppressed: they want nothing from us any more.
        consent: what they agreed to for this recipient and purpose, the newest.
        named: whether the case names them.
    """

    living: bool = False
    agreed: bool = True
    suppressed: bool = False
    consent: DisclosureConsent | None = None
    named: bool = False
