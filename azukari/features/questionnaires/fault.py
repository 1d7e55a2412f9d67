"""Faults of a questionnaire: where, and in sentences of both languages that say what to do."""

from dataclasses import dataclass

from azukari.features.questionnaires.shape import Text


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong.

    Args:
        place: a question's id, a page's or a quota's slug; ``""`` for the whole.
        witness: answers that show it, in words; ``""`` where none can.
        blocks: whether nothing is published while it stands; else it is said, and left to whoever publishes.
    """

    place: str
    sentence: Text
    witness: str = ""
    blocks: bool = True


class DocumentError(ValueError):
    """The document is no questionnaire; ``faults`` say why."""

    def __init__(self, *faults: Fault) -> None:
        super().__init__("; ".join(f"{fault.place}: {fault.sentence['en']}" for fault in faults))
        self.faults = faults


def both(ja: str, en: str) -> Text:
    """A sentence in both languages."""
    return {"ja": ja, "en": en}
