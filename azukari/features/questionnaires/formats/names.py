"""Names between programs: ours have small letters, digits and underscores; others want other signs, or fewer."""

import re
from collections.abc import Collection
from itertools import count

from azukari.features.questionnaires.check import RESERVED
from azukari.features.questionnaires.document_reader import LONGEST_NAME, is_name
from azukari.features.questionnaires.formats.loss import Losses


def our_name(raw: str, taken: Collection[str], *, otherwise: str, hyphens: bool = False) -> str:
    """A name of ours for what is called ``raw`` elsewhere, that nothing else has."""
    plain = re.sub(r"[^a-z0-9_-]" if hyphens else r"[^a-z0-9_]", "_", raw.lower()).strip("_-")[: LONGEST_NAME - 4]
    if plain[:1].isdigit() and not hyphens:
        plain = f"{otherwise}_{plain}"
    if not is_name(plain, hyphens=hyphens) or plain in RESERVED:
        plain = f"{otherwise}_{plain}" if plain else otherwise
    return free(plain, taken)


def noted_name(raw: str, taken: set[str], losses: Losses) -> str:
    """Our name of a question, noted as taken; that it is another is a loss."""
    name = our_name(raw, taken, otherwise="q")
    taken.add(name)
    if name != raw:
        losses.add(raw, f"名前は「{name}」になります。", f"Its name becomes “{name}”.")
    return name


def free(name: str, taken: Collection[str], *, sign: str = "_") -> str:
    """The name, with a number behind it where it is taken."""
    found, number = name, 2
    while found in taken:
        found, number = f"{name}{sign}{number}", number + 1
    return found


def code(name: str, taken: Collection[str], *, longest: int, otherwise: str) -> str:
    """A code of letters and digits alone, as LimeSurvey wants them."""
    plain = re.sub(r"[^A-Za-z0-9]", "", name)
    if not plain or len(plain) > longest or (plain[0].isdigit() and otherwise == "Q"):
        plain = next(name for number in count(1) if (name := f"{otherwise}{number}") not in taken)
    return free(plain, taken, sign="x" if longest > 5 else "")
