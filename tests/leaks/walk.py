"""A walk through the program with planted values, and what was heard of them."""

from dataclasses import dataclass, field

from tests.leaks.ears import Ears
from tests.leaks.remains import remains
from tests.leaks.town import Town
from tests.leaks.verdict import Judge


@dataclass
class Walk:
    """A walk through the town.

    Args:
        outputs: what came out besides answers, by name; none of it may hold a mark.
    """

    town: Town
    judge: Judge
    ears: Ears
    outputs: list[tuple[str, bytes | str]] = field(default_factory=list)

    def wrong(self) -> list[str]:
        """Everything that came out where it should not have, each once."""
        said = [("a log", line) for line in self.ears.heard]
        found = self.town.marks.nowhere([*said, *self.outputs, *remains()])
        return list(dict.fromkeys([*self.judge.wrong, *found]))
