"""What a verification tells: how much was looked at, and what does not agree, in sentences."""

from dataclasses import dataclass, field

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

SHOWN = 100
"""So many problems are named; the rest is counted."""

SENTENCES = {
    "entry-missing": gettext_noop("Entry %(place)s is not there."),
    "entry-damaged": gettext_noop("Entry %(place)s is not as this program writes entries."),
    "entry-changed": gettext_noop("Entry %(place)s is not the one that was added to the tree."),
    "entry-count": gettext_noop("The number of entries is not the one that was signed (%(place)s)."),
    "commitment": gettext_noop("The commitment of entry %(place)s does not open with its person’s key."),
    "tile-missing": gettext_noop("Tile %(place)s is not there."),
    "tile-changed": gettext_noop("Tile %(place)s was changed."),
    "tile-count": gettext_noop("There are tiles that do not belong to the tree (%(place)s)."),
    "checkpoint-damaged": gettext_noop("Checkpoint %(place)s is malformed or not signed by this ledger."),
    "checkpoint-root": gettext_noop("Checkpoint %(place)s, and maybe later ones, signed another history."),
    "checkpoint-count": gettext_noop("There are checkpoints that do not belong to the tree (%(place)s)."),
    "pending-damaged": gettext_noop("The waiting row %(place)s was not written by this program as it stands."),
    "pending-commitment": gettext_noop("The commitment of waiting row %(place)s does not open with its person’s key."),
    "cosignature": gettext_noop("The cosignature %(place)s is damaged, or about another history than this one."),
    "handover": gettext_noop("The hand-over to the signing key ledger-%(place)s is missing, or does not hold."),
    "outside-damaged": gettext_noop("The checkpoint %(place)s is malformed, or was not signed by this ledger."),
    "outside-later": gettext_noop("The ledger was set back: it had signed a checkpoint of %(place)s entries."),
    "outside-root": gettext_noop("The ledger had signed another history up to entry %(place)s."),
    "unguarded": gettext_noop("The database no longer refuses changes to table %(place)s."),
}


@dataclass(frozen=True, slots=True)
class Discrepancy:
    """Something that does not agree: a stable code, and where."""

    code: str
    place: str

    @property
    def sentence(self) -> str:
        return _(SENTENCES[self.code]) % {"place": self.place}


@dataclass(slots=True)
class Report:
    """What was looked at, and what was found.

    Args:
        entries, pending, tiles, checkpoints: how many were checked.
        public: entries and waiting rows about nobody, whose commitment anybody can open.
        opened: those whose commitment opened with the person's key.
        handovers: how many hand-overs of the signing key were checked.
        cosignatures: how many statements of witnesses were checked.
        closed: those whose key is gone (or was not at hand); they are checked by their digest.
        found: how many problems there are; ``problems`` names the first hundred.
    """

    entries: int = 0
    pending: int = 0
    tiles: int = 0
    checkpoints: int = 0
    cosignatures: int = 0
    handovers: int = 0
    public: int = 0
    opened: int = 0
    closed: int = 0
    found: int = 0
    problems: list[Discrepancy] = field(default_factory=list)

    @property
    def ok(self) -> bool:
        return not self.found

    def add(self, code: str, place: object) -> None:
        """Note a problem."""
        self.found += 1
        if len(self.problems) < SHOWN:
            self.problems.append(Discrepancy(code, str(place)))
