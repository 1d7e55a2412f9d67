"""What another format cannot carry: listed, never dropped in silence. Plain Python."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from azukari.features.questionnaires.fault import both
from azukari.features.questionnaires.shape import Option, Questionnaire, Text

MOVES = ("位置を固定した選択肢も、ランダムな順に並びます。", "Options that stay in place are shuffled like the others.")


@dataclass(frozen=True, slots=True)
class Loss:
    """One thing that stays behind.

    Args:
        place: the id of a question, the slug of a page or a quota, or the other program's name of it; "" for the whole.
    """

    place: str
    sentence: Text


@dataclass(slots=True)
class Losses:
    """Gathers them, each once."""

    found: list[Loss] = field(default_factory=list)

    def add(self, place: str, ja: str, en: str) -> None:
        loss = Loss(place[:60], both(ja, en))
        if loss not in self.found:
            self.found.append(loss)


def lose_offer(losses: Losses, place: str, option: Option) -> None:
    """An option that is offered by a condition is offered to everybody."""
    losses.add(
        place,
        f"選択肢「{option.value}」を条件によって見せることはできません。",
        f"The option “{option.value}” cannot be offered by a condition.",
    )


def lose_type(losses: Losses, place: str, type: str) -> None:
    """A question of a type that we have not."""
    losses.add(place, f"種類「{type}」にあたる質問はありません。", f"There is no question of the type “{type}”.")


def lose_whole(losses: Losses, questionnaire: Questionnaire) -> None:
    """What no other format says of a whole questionnaire: that it is a country's, or has pages in random order."""
    if questionnaire.master:
        losses.add("", "どのアンケートの国別版かは残りません。", "Which questionnaire this is the country version of.")
    if questionnaire.random:
        losses.add("", "ページをランダムな順に並べることはできません。", "Pages cannot be in random order.")


class FormatError(ValueError):
    """The file is none of that format; ``sentence`` says what to do."""

    def __init__(self, ja: str, en: str) -> None:
        super().__init__(en)
        self.sentence = both(ja, en)


@dataclass(frozen=True, slots=True)
class Imported:
    """A document for `document.read`, and what of the file is not in it."""

    document: Mapping[str, Any]
    losses: list[Loss]


@dataclass(frozen=True, slots=True)
class Exported:
    """A file, and what of the questionnaire is not in it."""

    content: bytes
    losses: list[Loss]
