"""A field of the console's forms for a whole number."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from azukari.lib.width import narrow
from azukari.shells.staff.fields import Text, Words


class Number(Text):
    """A whole number, in any width and with or without commas.

    Args:
        blank: what it is where nothing was typed; None where that is a mistake.
        error_messages: ``invalid`` says what else to write, where bounds alone do not.
    """

    def __init__(self, label: Words, *, least: int, most: int, blank: int | None = None, **rest: Any) -> None:
        usual = {"required": blank is None, "attrs": {"inputmode": "numeric"}}
        super().__init__(label, max_length=12, **{**usual, **rest})
        self.least, self.most, self.blank = least, most, blank

    def to_python(self, value: Any) -> Any:
        """The number.

        Raises:
            ValidationError: it is none, or out of bounds.
        """
        digits = narrow(super().to_python(value)).replace(",", "").strip()
        if not digits:
            return "" if self.blank is None else self.blank
        if not digits.isdecimal() or not self.least <= int(digits[:9]) <= self.most or len(digits) > 9:
            usual = _("Please write a whole number from %(least)s to %(most)s.")
            raise ValidationError(self.error_messages.get("invalid", usual), params=vars(self))
        return int(digits)

    def run_validators(self, value: Any) -> None:
        """The bounds were looked at before."""
