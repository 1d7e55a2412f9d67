"""Countries by their names: people read `Japan`, documents hold `JP`. The names are those of the CLDR, by Babel."""

import unicodedata
from collections.abc import Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING

from azukari.lib.lazy_import import lazy_import

if TYPE_CHECKING:
    import babel
else:
    babel = lazy_import("babel")

_LANGUAGES = ("ja", "en")
_CODE = 2  # letters
_NO_COUNTRIES = frozenset({"AC", "CP", "CQ", "DG", "EA", "EU", "EZ", "IC", "QO", "TA", "UN", "XA", "XB", "XK", "ZZ"})
"""Codes that the CLDR names and ISO 3166-1 does not: unions, islands that belong to a country, and what is unknown."""


def country(code: str, lang: str) -> str:
    """The country's name.

    Args:
        code: ISO 3166-1 alpha-2.
        lang: ``ja`` or ``en``.

    Returns:
        the name, or the code itself where none is known.
    """
    return _names(lang).get(code, code)


def countries(lang: str) -> Sequence[tuple[str, str]]:
    """Every country, its code and its name, by name."""
    return sorted(_names(lang).items(), key=lambda each: each[1])


def code_of(typed: str) -> str:
    """The code of the country of that name, in either language; what is no name is given back as it is, a code in
    capitals.
    """
    wanted = unicodedata.normalize("NFKC", typed).strip()
    if len(wanted) == _CODE and wanted.isascii():
        return wanted.upper()
    named = ((code, name) for lang in _LANGUAGES for code, name in _names(lang).items())
    return next((code for code, name in named if name.casefold() == wanted.casefold()), typed)


@cache
def _names(lang: str) -> Mapping[str, str]:
    known = babel.Locale(lang).territories.items()
    return {code: name for code, name in known if len(code) == _CODE and code.isalpha() and code not in _NO_COUNTRIES}
