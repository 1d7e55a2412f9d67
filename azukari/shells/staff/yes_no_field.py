"""A field of the console's forms for a question of yes or no."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from azukari.shells.staff.fields import One, Words

_YES_NO = (("yes", _("Yes")), ("no", _("No")))


class YesNo(One):
    """A question of yes or no; the answer is whether it is yes.

    Args:
        held: what stands there to begin with, and counts where nothing was sent; None where one has to choose.
        choices: ``yes`` and ``no`` in other words.
    """

    def __init__(self, label: Words, *, held: bool | None = None, choices: Any = _YES_NO, **rest: Any) -> None:
        super().__init__(label, choices, usual=self.prepare_value(held) or "", **rest)

    def prepare_value(self, value: Any) -> Any:
        """The choice that stands for it."""
        return {True: "yes", False: "no"}.get(value, value)

    def clean(self, value: Any) -> bool:
        """Whether it is yes."""
        return bool(super().clean(value) == "yes")
