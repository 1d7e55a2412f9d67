"""Does a submission look like a robot's? Signs add up; none of them is a proof, so nothing is thrown away for them.

What looks so is kept apart until somebody here says otherwise. The text is looked at while it is taken in; what remains
of it is a score and the names of the signs.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from azukari.core.forms.answers import Answers
from azukari.policy.terms import FieldType, Form

ENOUGH = 3
"""From this score on a submission is kept apart."""

LONG = 40
"""A text of so many characters is nobody else's by chance."""

_LINK = re.compile(r"(?:https?://|www\.)\S|\[url|<a\s", re.IGNORECASE)
_MANY = 3
_WORDY = frozenset({FieldType.LONG_TEXT})
_SHORT = frozenset({FieldType.TEXT, FieldType.ADDRESS})


@dataclass(frozen=True, slots=True)
class Signs:
    """What the exchange itself tells.

    Args:
        unworked: no proof of work came along; a browser without JavaScript sends none either.
        hasty: sent within a few seconds after the form was shown.
        repeated: the same long text came several times today.
    """

    unworked: bool = False
    hasty: bool = False
    repeated: bool = False


@dataclass(frozen=True, slots=True)
class Suspected:
    """
    Args:
        score: the sum of the signs, at least `ENOUGH`.
        reasons: keys of `REASONS`, in their order.
    """

    score: int
    reasons: tuple[str, ...]


type Look = Callable[[Form, Answers, Signs], bool]


def long_texts(form: Form, answers: Answers) -> list[str]:
    """What was written freely, long enough to be recognised if it comes again."""
    found = [text for text in _texts(form, answers, _WORDY) if len(text) >= LONG]
    return [" ".join(text.split()).casefold() for text in found]


def _texts(form: Form, answers: Answers, types: frozenset[FieldType]) -> list[str]:
    known = {field.id for field in form.fields if field.type in types}
    return [value.text for value in answers.values if value.field_id in known]


def _links(form: Form, answers: Answers) -> int:
    return sum(len(_LINK.findall(text)) for text in _texts(form, answers, _WORDY))


def _misplaced(form: Form, answers: Answers, _signs: Signs) -> bool:
    return any(_LINK.search(text) for text in _texts(form, answers, _SHORT))


def _same(form: Form, answers: Answers, _signs: Signs) -> bool:
    """One word in every blank, as programs fill in what they do not understand."""
    texts = _texts(form, answers, _SHORT | _WORDY)
    return len(texts) > 2 and len(set(texts)) == 1


REASONS: Mapping[str, tuple[int, Look]] = {
    "many-links": (3, lambda form, answers, _signs: _links(form, answers) >= _MANY),
    "link": (1, lambda form, answers, _signs: 0 < _links(form, answers) < _MANY),
    "misplaced-link": (3, _misplaced),
    "same": (3, _same),
    "repeated": (2, lambda _form, _answers, signs: signs.repeated),
    "hasty": (1, lambda _form, _answers, signs: signs.hasty),
    "unworked": (1, lambda _form, _answers, signs: signs.unworked),
}
"""Each sign with its weight. The names are stored, so they stay as they are."""


CROWDED = Suspected(ENOUGH, ("crowded",))
"""Nothing speaks against the submission itself, but its form has sent all the mails of an hour."""


def suspect(form: Form, answers: Answers, signs: Signs) -> Suspected | None:
    """What speaks against the submission, or None while it is not enough."""
    found = {name: weight for name, (weight, look) in REASONS.items() if look(form, answers, signs)}
    score = sum(found.values())
    return Suspected(score, tuple(found)) if score >= ENOUGH else None
