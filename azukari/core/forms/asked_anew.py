"""A value that a kind of form asks for by questions of its own, where the person it is about corrects it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from azukari.core.forms.problem import Problem
from azukari.policy.terms import Field, Form

type Typed = Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class AskedAnew:
    """Questions that stand in place of a field.

    Args:
        template: the questions; ``shows`` is what it shows.
        text: the value as it is kept, once all is answered; ``""`` while the page is shown.
        problems: what is wrong with what was typed.
    """

    template: str
    shows: Mapping[str, object]
    text: str = ""
    problems: Sequence[Problem] = ()


type AskAnew = Callable[[Form, Field, str, Typed | None, str], AskedAnew | None]
"""By the form, the field, the text as it is kept, what was typed (None for nothing yet) and the language; None where
the field itself asks.
"""


def as_field(form: Form, field: Field, text: str, typed: Typed | None, lang: str) -> AskedAnew | None:
    """The field itself asks."""
    del form, field, text, typed, lang
    return None
