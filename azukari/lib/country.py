"""Countries by their names: people read `Japan`, documents hold `JP`."""

from phonenumbers.geodata.locale import LOCALE_DATA


def country(code: str, lang: str) -> str:
    """The country's name.

    Args:
        code: ISO 3166-1 alpha-2.
        lang: ``ja`` or ``en``.

    Returns:
        the name, or the code itself where none is known.
    """
    name: str = LOCALE_DATA.get(code, {}).get(lang, "")
    if name.startswith("*"):  # the same as in another language
        name = LOCALE_DATA[code].get(name.removeprefix("*"), "")
    return name or code
