"""Calendar time: a year is a year and a month is a month, in the organisation's own time zone."""

from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from azukari.lib.months import add_months
from azukari.policy.explain import joined
from azukari.policy.terms import Period, Text

_UNITS = (
    ("years", {"ja": "{n}年", "en": ("1 year", "{n} years")}),
    ("months", {"ja": "{n}か月", "en": ("1 month", "{n} months")}),
    ("days", {"ja": "{n}日", "en": ("1 day", "{n} days")}),
)


@lru_cache(maxsize=1024)
def after(moment: datetime, period: Period, *, timezone: str) -> datetime:
    """The moment one period later, in UTC.

    The clock on the wall stays; a day that the month lacks becomes its last (31 January plus a month: 28 or 29
    February).

    Args:
        moment: an aware datetime.
        timezone: the IANA name of the zone whose calendar counts.
    """
    local = moment.astimezone(ZoneInfo(timezone))
    day = add_months(day_of(moment, timezone=timezone), 12 * period.years + period.months)
    return (datetime.combine(day, local.timetz()) + timedelta(days=period.days)).astimezone(UTC)


def day_of(moment: datetime, *, timezone: str) -> date:
    """As `Organisation.day`, where no more is known of the organisation than its zone.

    Args:
        moment: an aware datetime.
        timezone: the IANA name of the zone whose calendar counts.
    """
    return moment.astimezone(ZoneInfo(timezone)).date()


def rough_days(period: Period) -> float:
    """About how many days, to tell the longer of two periods; twelve months are a year."""
    return period.years * 365.25 + period.months * 30.4375 + period.days


def spell(period: Period) -> Text:
    """The period in words: ``1年6か月``, ``1 year and 6 months``."""
    ja, en = "", []
    for name, words in _UNITS:
        if count := getattr(period, name):
            one, many = words["en"]
            ja += str(words["ja"]).format(n=count)
            en.append(one if count == 1 else many.format(n=count))
    return {"ja": ja, "en": joined(en, lang="en")}


def duration(period: Period) -> str:
    """A period as ISO 8601 writes it, and a document keeps it: ``P1Y6M``."""
    parts = ((period.years, "Y"), (period.months, "M"), (period.days, "D"))
    return "P" + ("".join(f"{n}{unit}" for n, unit in parts if n) or "0D")
