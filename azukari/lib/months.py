"""Calendar arithmetic in whole months: a day that a month lacks is its last."""

from calendar import monthrange
from datetime import date

_YEAR = 12


def add_months(day: date, months: int) -> date:
    """The same day so many months later; where the month lacks it, the month's last (31 January, a month: 28 or 29
    February).
    """
    count = day.year * _YEAR + day.month - 1 + months
    year, month = count // _YEAR, count % _YEAR + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))
