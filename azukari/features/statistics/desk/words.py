"""Names of dimensions, and of the values that are codes, in the reader's language."""

from collections.abc import Callable

from babel import Locale, UnknownLocaleError
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from azukari.features.statistics.dimension import OTHER, Dimension
from azukari.lib.country import country

TITLES: dict[Dimension, Promise | str] = {
    Dimension.PAGE: gettext_lazy("Pages"),
    Dimension.ENTRY: gettext_lazy("Pages on which visits begin"),
    Dimension.REFERRER: gettext_lazy("Sites that led here"),
    Dimension.CAMPAIGN: gettext_lazy("Campaigns (utm_campaign)"),
    Dimension.SOURCE: gettext_lazy("Sources (utm_source)"),
    Dimension.MEDIUM: gettext_lazy("Media (utm_medium)"),
    Dimension.COUNTRY: gettext_lazy("Countries in which the network is registered"),
    Dimension.DEVICE: gettext_lazy("Devices"),
    Dimension.BROWSER: gettext_lazy("Browsers"),
    Dimension.SYSTEM: gettext_lazy("Systems"),
    Dimension.LANGUAGE: gettext_lazy("Languages"),
    Dimension.DEPTH: gettext_lazy("How far pages were read"),
    Dimension.TIME: gettext_lazy("How long they were read"),
    Dimension.NEXT: gettext_lazy("Next page"),
    Dimension.OUTBOUND: gettext_lazy("Other sites that people went to"),
    Dimension.DOWNLOAD: gettext_lazy("Files that were downloaded"),
    Dimension.MISSING: gettext_lazy("Asked for, and not there"),
    Dimension.LEFT_OUT: gettext_lazy("Left out of all counts"),
}

_VALUES: dict[tuple[Dimension, str], Promise | str] = {
    (Dimension.DEVICE, "phone"): gettext_lazy("Phone"),
    (Dimension.DEVICE, "tablet"): gettext_lazy("Tablet"),
    (Dimension.DEVICE, "computer"): gettext_lazy("Computer"),
    (Dimension.DEPTH, "0"): gettext_lazy("less than a quarter"),
    (Dimension.DEPTH, "25"): gettext_lazy("a quarter"),
    (Dimension.DEPTH, "50"): gettext_lazy("half"),
    (Dimension.DEPTH, "75"): gettext_lazy("three quarters"),
    (Dimension.DEPTH, "100"): gettext_lazy("to the end"),
    (Dimension.TIME, "0-10"): gettext_lazy("less than 10 seconds"),
    (Dimension.TIME, "10-30"): gettext_lazy("10 to 30 seconds"),
    (Dimension.TIME, "30-60"): gettext_lazy("30 to 60 seconds"),
    (Dimension.TIME, "60-180"): gettext_lazy("1 to 3 minutes"),
    (Dimension.TIME, "180-600"): gettext_lazy("3 to 10 minutes"),
    (Dimension.TIME, "600-"): gettext_lazy("10 minutes and more"),
    (Dimension.LEFT_OUT, "listed robot"): gettext_lazy("Robots on the public list"),
    (Dimension.LEFT_OUT, "program"): gettext_lazy("Programs and automated browsers"),
    (Dimension.LEFT_OUT, "no user agent"): gettext_lazy("Visits that do not say by what program they are made"),
    (Dimension.LEFT_OUT, "referrer spam"): gettext_lazy("Made-up visits (referrer spam)"),
}
ORDERED: dict[Dimension, tuple[str, ...]] = {
    dimension: tuple(value for known, value in _VALUES if known is dimension)
    for dimension in (Dimension.DEPTH, Dimension.TIME)
}
"""Values that have an order of their own."""


PAGES = frozenset({Dimension.PAGE, Dimension.ENTRY, Dimension.NEXT})
"""Dimensions whose values are pages."""


def name(dimension: Dimension, value: str, lang: str, page: Callable[[str], str]) -> str:
    """What a value is called.

    Args:
        page: what a page is called, by its address.
    """
    if (dimension, value) in _VALUES:
        return str(_VALUES[dimension, value])
    if value in (OTHER, "other"):
        return _("Other, or too few to tell")
    if dimension is Dimension.COUNTRY:
        return country(value, lang)
    if dimension is Dimension.LANGUAGE:
        return _language(value, lang)
    return page(value) if dimension in PAGES else value


def _language(code: str, lang: str) -> str:
    try:
        return Locale(code).get_display_name(lang) or code
    except (UnknownLocaleError, ValueError):
        return code
