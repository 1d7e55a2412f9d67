"""A field of forms of staff: the day until which something is to be done."""

from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from azukari.shells.staff.fields import Day, Words


class DueDay(Day):
    """A day until which something is to be done; one that has passed may stay where it was set before.

    Args:
        today: of the organisation.
    """

    def __init__(self, label: Words, *, today: date, initial: date | None = None, **rest: Any) -> None:
        def check(day: date) -> str:
            return "" if day >= today or day == initial else _("That day has passed. Choose a later one.")

        super().__init__(label, check=check, initial=initial, **rest)
