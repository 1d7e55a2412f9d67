"""Shape of a questionnaire: pages, questions, options, quotas and answers, as frozen values. Plain Python.

Everything that asks, checks, counts or shows reads these values and nothing else. `document` makes them out of YAML.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

type Text = Mapping[str, str]
"""The same words in each language of the questionnaire: ``{"ja": ..., "en": ...}``."""

type Answer = str | int | float | tuple[str, ...] | Mapping[str, str]
"""One answer that was given:

- ``single``: the option's value
- ``multiple``: the values that were ticked, in the document's order
- ``ranking``: the values that were ranked, the first one first
- ``scale``, ``nps``: a whole number
- ``number``: a number
- ``date``: ``YYYY-MM-DD``
- ``short_text``, ``long_text``: the text
- ``matrix``: the option's value for each row that was answered, by the row's value
"""

type Answers = Mapping[str, Answer]
"""Answers by the question's id; a question without an answer is not in it.

What was written beside the option ``other`` stands under `other_key`.
"""

OTHER = "other"
"""Value of the option that lets people write an answer of their own."""

NPS_LOWEST, NPS_HIGHEST = 0, 10


class QuestionType(StrEnum):
    """How a question is asked, and what its answer is."""

    SINGLE = "single"
    MULTIPLE = "multiple"
    SCALE = "scale"
    NPS = "nps"
    MATRIX = "matrix"
    RANKING = "ranking"
    NUMBER = "number"
    DATE = "date"
    SHORT_TEXT = "short_text"
    LONG_TEXT = "long_text"
    TEXT = "text"  # words between questions; asks nothing


CHOOSING = frozenset({QuestionType.SINGLE, QuestionType.MULTIPLE, QuestionType.RANKING, QuestionType.MATRIX})
"""Types whose answers are values of options."""

WRITING = frozenset({QuestionType.SHORT_TEXT, QuestionType.LONG_TEXT})
"""Types whose answers are free text."""

RATING = frozenset({QuestionType.SCALE, QuestionType.NPS})
"""Types whose answers are whole numbers between two ends."""


@dataclass(frozen=True, slots=True)
class Option:
    """One answer on offer, or one row of a matrix.

    Args:
        exclusive: whether it goes with no other ("none of these").
        fixed: whether it keeps its place where the order is drawn by lot. Exclusive ones and "other" do.
        show_if: the condition under which it is offered; ``""`` for always.
    """

    value: str
    label: Text
    exclusive: bool = False
    fixed: bool = False
    show_if: str = ""

    @property
    def keeps_place(self) -> bool:
        return self.fixed or self.exclusive or self.value == OTHER


@dataclass(frozen=True, slots=True)
class Question:
    """One question, or words between questions.

    Args:
        options: what there is to choose from; the columns of a matrix.
        rows: the rows of a matrix, each of which is answered by one of ``options``.
        random: whether the order of the options (of a matrix, its rows) is drawn by lot.
        least, most: how many options may be ticked or ranked, the ends of a scale, or of a number.
        low, high: what the two ends of a scale mean.
        whole: whether a number must be whole.
        longest: how many characters a text may have.
        show_if: the condition under which it is asked; ``""`` for always.
    """

    id: str
    type: QuestionType
    label: Text
    hint: Text | None = None
    required: bool = False
    options: tuple[Option, ...] = ()
    rows: tuple[Option, ...] = ()
    random: bool = False
    least: int | None = None
    most: int | None = None
    low: Text | None = None
    high: Text | None = None
    whole: bool = True
    longest: int = 200
    show_if: str = ""

    @property
    def asks(self) -> bool:
        """Whether there is something to answer."""
        return self.type is not QuestionType.TEXT

    @property
    def has_other(self) -> bool:
        return any(option.value == OTHER for option in self.options)

    @property
    def free_keys(self) -> tuple[str, ...]:
        """Under which keys its answers are free text: its own, if it asks for some; and that beside "other"."""
        return (*((self.id,) if self.type in WRITING else ()), other_key(self.id))

    @property
    def ends(self) -> tuple[int, int]:
        """The two ends of a scale."""
        if self.type is QuestionType.NPS:
            return NPS_LOWEST, NPS_HIGHEST
        return (1 if self.least is None else self.least), (5 if self.most is None else self.most)


@dataclass(frozen=True, slots=True)
class QuestionPage:
    """Questions that are shown together.

    Args:
        random: whether the order of its questions is drawn by lot.
    """

    slug: str
    questions: tuple[Question, ...] = ()
    title: Text | None = None
    random: bool = False
    show_if: str = ""


@dataclass(frozen=True, slots=True)
class Quota:
    """Of answers to which ``where`` applies, ``most`` are taken."""

    slug: str
    where: str
    most: int


@dataclass(frozen=True, slots=True)
class Questionnaire:
    """A whole questionnaire, well-formed. Whether it is sound is the question of `check`.

    Args:
        linked: whether answers belong to a person; else nobody can join them to anybody.
        random: whether the order of the pages between the first and the last is drawn by lot.
        thanks: what is said at the end.
        master, country: of a country's questionnaire, the slug of the one that it was made of, and where it is asked.
    """

    slug: str
    title: Text
    lead: Text
    linked: bool
    pages: tuple[QuestionPage, ...]
    quotas: tuple[Quota, ...] = ()
    random: bool = False
    thanks: Text | None = None
    master: str = ""
    country: str = ""

    @property
    def questions(self) -> Iterator[Question]:
        """All of them, in the document's order."""
        return (question for page in self.pages for question in page.questions)

    @property
    def free_keys(self) -> frozenset[str]:
        """Under which keys its answers are free text."""
        return frozenset(key for question in self.questions for key in question.free_keys)

    def question(self, id: str) -> Question | None:
        return next((question for question in self.questions if question.id == id), None)


def day_of(text: str) -> date | None:
    """The day that is written as ``2026-11-24``; None for anything else."""
    try:
        return date.fromisoformat(text if len(text) == 10 else "")
    except ValueError:
        return None


def other_key(id: str) -> str:
    """Under what name the answers keep what was written beside "other". No question can be called so."""
    return f"{id}.{OTHER}"
