"""A template shows nothing that nobody gave it.

Django shows an empty string for a name that it does not find, so a view that forgets one leaves a hole in a sentence,
and no test of the rest of the page would see it. Here it is an error.
"""

import sys
from typing import Any

from django.template import Variable, VariableDoesNotExist
from django.template.base import FilterExpression

OPTIONAL = frozenset(
    {
        "action",
        "altcha",
        "authenticators.recovery_codes.get_unused_codes",
        "choosing",
        "editing.errors",
        "field.attributes",
        "field.rows",
        "query",
        "switch_back",
        "theme.texts.done",
        "theme.texts.footer",
        "theme.texts.greeting",
        "typed",
        "value.mask",
    }
)
"""What is shown where it is there, and left out else."""

_WRONG = "wrong."  # what is wrong, by field

_find = Variable.resolve


class NotGiven(AssertionError):
    """A template shows a name that nobody gave it."""


def _found(self: Variable, context: Any) -> Any:
    try:
        return _find(self, context)
    except VariableDoesNotExist:
        asking, name = sys._getframe(1), str(self.var)
        is_shown = asking.f_code is FilterExpression.resolve.__code__ and not asking.f_locals["ignore_failures"]
        if is_shown and name not in OPTIONAL and not name.startswith(_WRONG):
            raise NotGiven(f"A template shows “{name}”, which nobody gave it.") from None
        raise


Variable.resolve = _found  # type: ignore[method-assign]
