"""Optimistic concurrency of forms: a token of what a form showed, and what is made of it when it is sent (HTTP 409).

The token is a keyed digest of each field as it was shown, so it tells nobody what a field said. When the form is sent,
the fields are read anew and compared: what only others changed is taken over, what only the sender changed is kept, and
where both changed a field its sender says which of the two is to be saved.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from django.http import QueryDict
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext as _

from azukari.core.forms.problem import Problem
from azukari.lib.three_way_merge import Changed, Value, merge

AS_SHOWN = "as_shown"
"""The hidden field with the token."""
BOTH = "both-changed"
"""The hidden input that names a field which both changed, of a page that asks which of the two is to be saved."""
KEEP = "keep-"
"""Before the name of such a field: the buttons that say which."""
MINE, STORED = "mine", "stored"
_DIGITS = 16


@dataclass(frozen=True, slots=True)
class Beside:
    """What stands beside a field of a form that was overtaken (`site/part/field_beside.html`).

    Args:
        text: what is stored now, in words; empty where nothing is.
        both: whether the sender changed it as well, and has to choose.
        missing: whether the choice was left out.
    """

    text: str
    both: bool
    missing: bool = False


@dataclass(frozen=True, slots=True)
class Weighed:
    """What was sent, beside what is stored.

    Args:
        taken: the fields that say what is stored: their sender chose it, or did not change them.
        beside: what is to be shown beside which field; where there is any, nothing may be saved yet.
    """

    taken: frozenset[str] = frozenset()
    beside: Mapping[str, Beside] = field(default_factory=dict)


def token_of(held: Mapping[str, Value]) -> str:
    """The token of a page that shows these values, by field."""
    return " ".join(f"{name}:{_digest(name, value)}" for name, value in held.items())


def shown_by(sent: QueryDict) -> Callable[[str, Value], bool] | None:
    """Whether the page that was sent showed a value in a field; None where it carries no token."""
    shown = dict(each.rpartition(":")[::2] for each in sent.get(AS_SHOWN, "").split())

    def was_shown(name: str, value: Value) -> bool:
        return name not in shown or constant_time_compare(shown[name], _digest(name, value))

    return was_shown if shown else None


def weigh(
    sent: QueryDict, *, mine: Mapping[str, Value], stored: Mapping[str, Value], words: Mapping[str, str]
) -> Weighed:
    """Compare what was sent with what is stored. Without a token (of a program, or of a page that was open before forms
    had one) nothing is compared.

    Args:
        mine: what was typed, by field.
        stored: what is stored now, by field.
        words: the same, for people.
    """
    was_shown = shown_by(sent)
    if was_shown is None:
        return Weighed()
    chosen = {name: sent.get(KEEP + name, "") for name in sent.getlist(BOTH) if name in stored}
    taken = {name for name, choice in chosen.items() if choice == STORED and was_shown(name, stored[name])}
    said = {name: stored[name] if name in taken else mine.get(name, ()) for name in stored}
    beside: dict[str, Beside] = {}
    for name, change in merge(said, stored, was_shown=was_shown).items():
        missing = change is Changed.MINE and name in chosen and chosen[name] != MINE
        if change is Changed.THEIRS:
            taken.add(name)
        if change in (Changed.THEIRS, Changed.BOTH) or missing:
            beside[name] = Beside(words.get(name, ""), both=change is not Changed.THEIRS, missing=missing)
    return Weighed(frozenset(taken), beside)


def problem_of(found: Weighed, field: str) -> Problem:
    """What a form of one's own fields says on top, where it was overtaken."""
    if any(one.missing for one in found.beside.values()):
        return Problem(field, "overtaken", _("Choose which of the two is to be saved."))
    words = _("Something else was saved here while you were writing. Nothing is saved yet: look at it, then save.")
    return Problem(field, "overtaken", words)


def _digest(name: str, value: Value) -> str:
    said = "\x1f".join((name, *value))
    return salted_hmac("azukari.forms.shown_state", said, algorithm="sha256").hexdigest()[:_DIGITS]
