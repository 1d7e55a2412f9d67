"""Linked answers as one text, which the vault seals: a line for each question, its id and its answer as JSON.

People read it on their own page and in their archive, so it is written for them; and it reads back without loss.
"""

import json
from typing import Any

import msgspec

from azukari.features.questionnaires.give import from_plain, plain
from azukari.features.questionnaires.shape import Answers

_VERSION = "version"


def to_text(version: int, answers: Answers) -> str:
    """The text: the number of the version first, then the answers."""
    lines = [f"{_VERSION} = {version}"]
    lines += [f"{key} = {json.dumps(value, ensure_ascii=False)}" for key, value in plain(answers).items()]
    return "\n".join(lines)


def _answer(text: str) -> Any:
    """What `json` reads, in a fifth of the time for what a page sends."""
    try:
        return _decode(text)
    except (msgspec.DecodeError, UnicodeEncodeError):
        return json.loads(text)


_decode = msgspec.json.Decoder().decode


def from_text(text: str) -> tuple[int, Answers] | None:
    """The version and the answers; None where the text is not of that form."""
    found = {}
    for line in text.split("\n"):
        key, sign, value = line.partition(" = ")
        try:
            found[key] = _answer(value) if sign else None
        except (ValueError, RecursionError):
            found[key] = None
        if found[key] is None:
            return None
    version = found.pop(_VERSION, None)
    if not isinstance(version, int) or isinstance(version, bool):
        return None
    return version, from_plain(found)
