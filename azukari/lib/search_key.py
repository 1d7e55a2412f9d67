"""The key by which a value is found again: case, width, kana and spaces, which people vary unawares, are folded away.

A key is only ever fed to a keyed hash; never shown, never stored.
"""

import re
import unicodedata
from collections.abc import Callable, Mapping

from azukari.lib.characters import MalformedError
from azukari.lib.email import mailbox
from azukari.lib.kana import katakana
from azukari.lib.phone import dialled
from azukari.lib.width import DASHES

SHAPES = str.maketrans("髙﨑𠮷濵濱邉邊齋齊斎澤櫻嶋德眞惠瀨瀬曻國廣龍", "高崎吉浜浜辺辺斉斉斉沢桜島徳真恵瀬瀬昇国広竜")
_SELECTORS = re.compile("[\ufe00-\ufe0f\U000e0100-\U000e01ef]")
_LATIN_MARKS = re.compile("[\u0300-\u036f]")
_NOT_SAID = re.compile(r"[\s・･·.,'’`´" + re.escape(DASHES.replace("\u30fc", "").replace("\u4e00", "")) + "]")
_HYPHENS = re.compile(f"[{re.escape(DASHES)}]")
_SPACES = re.compile(r"\s+")


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()


def folded(text: str) -> str:
    """With width, case and kana folded, and white space as one blank: as what is looked for and what is searched
    through are compared.
    """
    return _SPACES.sub(" ", katakana(_plain(text))).strip()


def _name(text: str) -> str:
    bare = _SELECTORS.sub("", text)
    marks_apart = unicodedata.normalize("NFKD", bare)
    folded = unicodedata.normalize("NFKC", _LATIN_MARKS.sub("", marks_apart)).casefold()
    return _NOT_SAID.sub("", katakana(folded)).translate(SHAPES)


def _address(text: str) -> str:
    return _SPACES.sub("", _HYPHENS.sub("-", katakana(_plain(_SELECTORS.sub("", text)))))


_KEYS: Mapping[str, Callable[[str], str]] = {
    "name": _name,
    "address": _address,
    "email": mailbox,
    "phone": dialled,
    "fax": dialled,
}


def search_key(category: str, value: str) -> str:
    """The folded form of ``value``; equal for two values that a person would call the same. Never raises.

    Args:
        category: a category of the policy: ``name``, ``address``, ``email``, ``phone``, ``fax``; else plain text.
    """
    try:
        return _KEYS.get(category, folded)(value)
    except MalformedError:
        return folded(value)
