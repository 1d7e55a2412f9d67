"""Settings file: reading `azukari.toml` into the settings of an instance, and saying in a sentence what is wrong in it.

Each setting is a field of a dataclass (`lib.instance`); its type there is what the file may say.
"""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import MISSING, fields
from difflib import get_close_matches
from pathlib import Path
from typing import Any, get_type_hints


class SettingError(Exception):
    """The file is not as it should be; the message is one whole sentence that says where, and what to write."""


_KINDS: dict[object, tuple[type, str]] = {
    str: (str, 'text in quotation marks, such as name = "..."'),
    int: (int, "a whole number"),
    bool: (bool, "true or false, without quotation marks"),
    tuple[str, ...]: (list, 'a list of texts, such as name = ["..."]'),
    Path: (str, "the name of a file in quotation marks"),
}


def read(path: Path) -> dict[str, Any]:
    """What stands in the file; nothing where it is missing.

    Raises:
        SettingError: it cannot be read, or is not TOML.
    """
    try:
        return tomllib.loads(path.read_text("utf-8")) if path.exists() else {}
    except OSError as error:
        raise SettingError(f"{path} cannot be read: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise SettingError(f"{path} is not text in UTF-8.") from error
    except tomllib.TOMLDecodeError as error:
        raise SettingError(f"{path} is not valid TOML: {error}.") from error


def table(raw: object, of: type, *, at: str, path: Path, besides: Iterable[str] = ()) -> dict[str, Any]:
    """A table of the file, checked against the fields of a dataclass.

    Args:
        of: the dataclass.
        at: how the table is called, ``[tls]``; ``""`` for the top of the file.
        besides: names of fields that the file does not set, or that are tables and read by themselves.

    Raises:
        SettingError: a setting is unknown, missing, or says something else than it may.
    """
    place = f" under {at}" if at else ""
    if not isinstance(raw, Mapping):
        part = at.strip("[]")
        raise SettingError(f"{path}: {part} is a part of its own. Write {at} on a line, and its settings below it.")
    hints = get_type_hints(of)
    known = {each.name: each for each in fields(of) if each.name not in {*besides}}
    for name, value in dict[str, Any](raw).items():
        if name not in known:
            near = get_close_matches(name, known, n=1)
            hint = f"Do you mean {near[0]}?" if near else f"There are: {', '.join(known)}."
            raise SettingError(f"{path}: there is no setting {name}{place}. {hint}")
        kind, words = _KINDS[hints[name]]
        if not _fits(value, kind):
            raise SettingError(f"{path}: {name}{place} takes {words.replace('name =', f'{name} =')}.")
        if kind is int and value < 0:
            raise SettingError(f"{path}: {name}{place} takes a whole number, and none below 0.")
    for name, each in known.items():
        if name not in raw and each.default is MISSING and each.default_factory is MISSING:
            raise SettingError(f"{path}: {at or 'the file'} lacks the setting {name}.")
    return dict(raw)


def _fits(value: Any, kind: type) -> bool:
    if isinstance(value, list):
        return kind is list and all(isinstance(one, str) for one in value)
    return type(value) is kind
