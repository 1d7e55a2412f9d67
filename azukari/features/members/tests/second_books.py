"""What the second bookkeeping of a membership keeps of a class, a term and a member. It imports nothing of ours."""

from dataclasses import dataclass, field
from datetime import date


@dataclass
class Kind:
    """A class: its fee, how its terms run (``fiscal``, ``date``, ``endless``), and when it lapses."""

    fee: int
    term: str
    prorated: bool = False
    lapses: int = 0


@dataclass
class Period:
    """A term with its invoice."""

    begins: date
    ends: date | None
    fee: int
    renewal: bool
    year: int
    due: date
    paid: int = 0
    void: bool = False
    off: int = 0

    @property
    def is_paid(self) -> bool:
        return self.paid >= self.fee


@dataclass
class Someone:
    """A membership."""

    kind: str
    joined: date
    anchor: date
    gone: date | None = None
    erased: bool = False
    terms: list[Period] = field(default_factory=list)
    payments: list[int] = field(default_factory=list)
    days: list[date] = field(default_factory=list)
    rests: list[tuple[date, date]] = field(default_factory=list)
    back: date | None = None

    @property
    def live(self) -> list[Period]:
        return [term for term in self.terms if not term.void]

    def rests_on(self, day: date) -> bool:
        return any(first <= day <= last for first, last in self.rests)
