"""Marks of a promise: by construction, by running data, by people. The weakest of what was looked at decides."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.utils.functional import Promise as Lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from azukari.features.audits.figures import FEW
from azukari.features.audits.models import Attestation
from azukari.lib.control import Control, ControlState, Doubt
from azukari.lib.watched_day import worst
from azukari.policy.terms import Policy
from azukari.shells.worker.controlling import ControlNow

DOUBTS: Mapping[Doubt, Lazy | str] = {
    Doubt.EARLY: gettext_lazy("There is nothing to look at yet."),
    Doubt.ALONE: gettext_lazy("Not yet externally reviewed."),
    Doubt.SILENT: gettext_lazy("An outside service was asked and did not answer."),
    Doubt.UNSEEN: gettext_lazy("People have to look, and nobody has yet."),
    Doubt.RESTS: gettext_lazy("It rests on something else of which nobody knows at the moment."),
    Doubt.OWN: gettext_lazy("Only those who do the work could look, and nobody independent has."),
    Doubt.FAILED: gettext_lazy("The check could not be carried out."),
    Doubt.OLD: gettext_lazy("It was looked at too long ago."),
}
"""Why something is unknown, as everybody may read it."""


class Part(StrEnum):
    """What a control looks at."""

    BUILT = "built"
    DATA = "data"
    PEOPLE = "people"


TITLES: Mapping[Part, Lazy | str] = {
    Part.BUILT: gettext_lazy("Built in"),
    Part.DATA: gettext_lazy("In the data"),
    Part.PEOPLE: gettext_lazy("By people"),
}


def part_of(control: Control) -> Part:
    """Which of the three it belongs to."""
    if control.manual:
        return Part.PEOPLE
    return Part.BUILT if control.size is None else Part.DATA


@dataclass(frozen=True, slots=True)
class Seen:
    """What somebody said who looked, as everybody may read it.

    Args:
        role: the title of their duty; ``""`` where it is not known.
    """

    role: str
    at: datetime
    words: str


class Watch(ControlNow):
    """A control as the public sees it."""

    __slots__ = ()

    @property
    def doubt(self) -> str:
        """Why it is unknown, in words that tell nothing about the house; blank where it is known."""
        usual = Doubt.UNSEEN if self.control.manual else Doubt.EARLY
        found = self.noted.doubt(self.now) if self.noted else usual
        return str(DOUBTS[found]) if found else ""

    @property
    def size(self) -> str:
        """How much was looked at, never so little that it tells of one; blank where nothing is counted."""
        count = self.noted.size if self.noted else None
        if count is None:
            return ""
        return _("fewer than %(few)d") % {"few": FEW} if 0 < count < FEW else f"{count:,}"


@dataclass(frozen=True, slots=True)
class Mark:
    """One of the three marks.

    Args:
        state: of its controls together; None where nothing of the kind can be looked at.
    """

    part: Part
    watches: tuple[Watch, ...]
    state: ControlState | None

    @property
    def title(self) -> str:
        return str(TITLES[self.part])


def marks_of(watches: Sequence[Watch]) -> tuple[Mark, ...]:
    """The three marks. What is built in is tested with each change of the program, also where nothing here shows it."""
    found = []
    for part in Part:
        its = tuple(watch for watch in watches if part_of(watch.control) is part)
        usual = ControlState.KEPT if part is Part.BUILT else None
        found.append(Mark(part, its, worst([watch.state for watch in its]) if its else usual))
    return tuple(found)


def seen_by_people(policy: Policy | None, lang: str) -> dict[str, Seen]:
    """What was said last of each manual control, by its name. One query."""
    found: dict[str, Seen] = {}
    for row in Attestation.objects.filter(role__isnull=False).order_by("done_at"):
        duty = policy.duties.get(row.role or "") if policy else None
        found[row.control] = Seen(duty.title[lang] if duty else "", row.done_at, row.words)
    return found
