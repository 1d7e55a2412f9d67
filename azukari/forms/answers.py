"""What a person answered, and whether it may be taken in.

Pure: a form of the policy and the submitted names and values go in; either `Answers` come out, or every `Problem` at
once. Page, API, import and phone all pass through here, so all of them accept exactly the fields of the form (P15).
"""

from dataclasses import dataclass

from azukari.policy.terms import Category


@dataclass(frozen=True, slots=True)
class AnswerValue:
    """One answer, normalised. Several choices are one text, a line each."""

    field_id: str
    category: Category
    text: str


@dataclass(frozen=True, slots=True)
class Answers:
    """All that a submission says.

    Args:
        values: the answers that are not blank, in the form's order.
        consents: slugs of the purposes that the person agreed to besides the form's own.
    """

    values: tuple[AnswerValue, ...]
    consents: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Problem:
    """Why an answer cannot be taken. The message never repeats the value.

    Args:
        field_id: the name of the input, or the unknown name, shortened.
        code: ``missing``, ``unknown``, ``type``, ``too_long``, ``not_a_choice``, ``characters``, ``format``, ``stale``, ...
        message: one sentence in the language asked for, that says what to do.
    """

    field_id: str
    code: str
    message: str
