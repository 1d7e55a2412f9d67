"""Countries by their names: people read `Japan`, documents hold `JP`.

The names stand in a module of phonenumbers' package of places of numbers. Importing it would read that package first:
a second, and a hundred megabytes, for each process. So the one module is read by itself, when the first name is wanted.
"""

import unicodedata
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.machinery import ModuleSpec, SourceFileLoader
from importlib.util import module_from_spec
from pathlib import Path

import phonenumbers

_LANGUAGES = ("ja", "en")
_CODE = 2  # letters


def country(code: str, lang: str) -> str:
    """The country's name.

    Args:
        code: ISO 3166-1 alpha-2.
        lang: ``ja`` or ``en``.

    Returns:
        the name, or the code itself where none is known.
    """
    return _names().get((code, lang), code)


def countries(lang: str) -> Sequence[tuple[str, str]]:
    """Every country, its code and its name, by name."""
    return sorted(((code, name) for (code, of), name in _names().items() if of == lang), key=lambda each: each[1])


def code_of(typed: str) -> str:
    """The code of the country of that name, in either language; what is no name is given back as it is, a code in
    capitals.
    """
    wanted = unicodedata.normalize("NFKC", typed).strip()
    if len(wanted) == _CODE and wanted.isascii():
        return wanted.upper()
    return next((code for (code, _), name in _names().items() if name.casefold() == wanted.casefold()), typed)


@cache
def _names() -> Mapping[tuple[str, str], str]:
    name, file = "phonenumbers.geodata.locale", Path(phonenumbers.__file__).with_name("geodata") / "locale.py"
    loader = SourceFileLoader(name, str(file))
    module = module_from_spec(ModuleSpec(name, loader, origin=str(file)))
    loader.exec_module(module)
    found: dict[tuple[str, str], str] = {}
    for code, names in module.LOCALE_DATA.items():
        for lang in _LANGUAGES:
            name = names.get(lang, "")
            if name.startswith("*"):  # the same as in another language
                name = names.get(name.removeprefix("*"), "")
            if name:
                found[code, lang] = name
    return found
