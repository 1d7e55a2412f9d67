"""Name of a time zone in a reader's language: ``Asia/Tokyo`` is 日本時間, Japan Time."""

from babel.core import UnknownLocaleError
from babel.dates import get_timezone_name


def zone_in_words(key: str, lang: str) -> str:
    """What the people there call their time; the key where no name is known."""
    try:
        return get_timezone_name(key, locale=lang) or key
    except (LookupError, UnknownLocaleError):
        return key
