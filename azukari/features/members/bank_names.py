"""Record linkage of payers' names: what a bank writes of a payer against the names of those who owe.

Pure. Banks write names in large kana, cut them off, shorten the kind of a company (カ) for 株式会社); payers put words
and numbers beside them. Two names are the same if they are after all that is taken away; else they are as near as
Levenshtein's distance says (rapidfuzz).
"""

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from rapidfuzz import fuzz, process

from azukari.features.members.bank_file import payer_name
from azukari.features.members.bank_kinds import BRANCHES, KINDS

_WORDS = [(payer_name(word), payer_name(mark)) for mark, words in KINDS.items() for word in words]
_MARKS = "|".join(sorted({mark for _word, mark in _WORDS}, key=len, reverse=True))
_MARK = re.compile(
    rf"(?:(?<![\u30a1-\u30faA-Z-])|(?<=フリコミ)|(?<=ソウキン))({_MARKS})\)|\(({_MARKS})\)?(?=\s|$)|\(({_MARKS})\)"
)
_BRANCHES = "|".join(payer_name(branch) for branch in BRANCHES)
_BRANCH = re.compile(rf"\((?:{_BRANCHES})\)?(?=\s|$)|(?<![\u30a1-\u30fa])(?:{_BRANCHES})\)")
_ERA = re.compile(r"(?:R|H|レイワ|ヘイセイ) ?[\d-]+(?=ネン)")
_DUES = (
    r"(?:ネンド?(?:ブン)?(?:ノ)?)?(?:セイカイイン|サンジヨ(?:カイイン)?|カゾク(?:カイイン)?)?"
    r"(?:ネン|トシ|ツキ|ニユウ)?カイヒ(?:ブン|トシテ|ダイ)?"
)
_BESIDE = re.compile(
    rf"^(?:フリコミ|ソウキン|{_DUES}|ニユウカイキン|キフキン?|ネンド?(?:ブン)?|ガツ(?:ブン)?|ブン|"
    r"サマ|ドノ|ネツト|センタ|ATM|CD|EB|IB|FB|NO|REI|R|H)$"
)
_JOINED = re.compile(rf"(?<=...)(?:{_DUES}|ニユウカイキン|ネンド(?:ブン)?)$|^(?:{_DUES}|ニユウカイキン)(?=...)")
"""What payers write right behind a name, or before it; so much has to be left that it is one."""
_KANJI = re.compile("[\u3005\u3400-\u9fff\uf900-\ufaff]")
_LETTERS = re.compile(r"[A-Z\u30a1-\u30fa-]+")
_VOICE = str.maketrans("", "", "\u3099\u309a-")
_CUT = 10
"""So many letters at least a name has that a bank cut off; a shorter one may be somebody else's whole name."""
_NEAR = 80.0
_MOST = 4


class Nearness(StrEnum):
    """How a name stands to another one."""

    SAME = "same"
    CUT = "cut"  # it is the beginning of this one alone
    NEAR = "near"


@dataclass(frozen=True, slots=True)
class PayerName:
    """A name without what stands beside it.

    Args:
        kind: the letters for the kind of a legal person; ``""`` for a natural one.
        words: its words, in capitals and large kana.
    """

    kind: str
    words: tuple[str, ...]

    @property
    def key(self) -> str:
        """All of it as one word."""
        return f"{self.kind})" * bool(self.kind) + "".join(self.words)

    @property
    def folded(self) -> str:
        """Its letters without voicing marks and long vowels, which get lost on the way."""
        return _fold("".join(self.words))

    @property
    def turned(self) -> str:
        """The given name first."""
        return _fold("".join(reversed(self.words)))


def parse(text: str) -> PayerName:
    """The name in what a bank, or a form, says of somebody. Kanji are left out: banks have none."""
    whole, kind = payer_name(text), ""
    for word, mark in _WORDS:
        if word in whole:
            whole, kind = whole.replace(word, " "), mark
    found = _MARK.search(whole)
    if found:
        kind = next(mark for mark in found.groups() if mark)
        whole = f"{whole[: found.start()]} {whole[found.end() :]}"
    whole = _ERA.sub(" ", _BRANCH.sub(" ", whole))
    found_words = (word.strip("-") for word in _LETTERS.findall(whole))
    words = [_JOINED.sub("", word) for word in found_words if not _BESIDE.match(word)]
    return PayerName(kind, tuple(word for word in words if word and not _BESIDE.match(word)))


class Names[Owner]:
    """Names of many, to find whose a payer's name is.

    Args:
        names: of each owner; a name that no bank can write is left out.
    """

    def __init__(self, names: Mapping[Owner, Sequence[str]]) -> None:
        self.of: dict[str, list[tuple[Owner, PayerName]]] = {}
        for owner, texts in names.items():
            for name in _written(texts):
                for folded in {name.folded, name.turned} - {""}:
                    self.of.setdefault(folded, []).append((owner, name))
        self.sorted = sorted(self.of)

    def whose(self, payer: str) -> tuple[Nearness, list[Owner]] | None:
        """Who bears this name: everybody to whom it stands as near as to nobody else; None if nobody is near."""
        name = parse(payer)
        if not name.folded:
            return None
        same = [*self.of.get(name.folded, ()), *self.of.get(name.turned, ())]
        if alike := _owners(same, name, strict=True):
            return Nearness.SAME, alike
        if cut := _owners(self._beginning(name.folded), name, strict=True):
            return Nearness.CUT, cut
        near = process.extract(name.folded, self.sorted, scorer=fuzz.ratio, score_cutoff=_NEAR, limit=_MOST)
        best = [pair for key, score, _at in near if score > near[0][1] - 3 for pair in self.of[key]]
        owners = _owners([*same, *best], name, strict=False)
        return (Nearness.NEAR, owners) if owners else None

    def _beginning(self, folded: str) -> list[tuple[Owner, PayerName]]:
        if len(folded) < _CUT:
            return []
        found: list[tuple[Owner, PayerName]] = []
        at = bisect_left(self.sorted, folded)
        while at < len(self.sorted) and self.sorted[at].startswith(folded) and len(found) <= _MOST:
            found += self.of[self.sorted[at]]
            at += 1
        return found


def _written(texts: Sequence[str]) -> list[PayerName]:
    """How a bank could write these names of one: those in kana or Latin letters, each with the kind that any tells."""
    names = [parse(text) for text in texts]
    kind = next((name.kind for name in names if name.kind), "")
    return [
        PayerName(name.kind or kind, name.words)
        for name, text in zip(names, texts, strict=True)
        if not _KANJI.search(_without_kind(text))
    ]


def _without_kind(text: str) -> str:
    for words in KINDS.values():
        for word in words:
            text = text.replace(word, "")
    return text


def _owners[Owner](pairs: Sequence[tuple[Owner, PayerName]], payer: PayerName, *, strict: bool) -> list[Owner]:
    """Those whose kind is the payer's, or, if not strict, is not known to be another."""
    return list(
        dict.fromkeys(
            owner for owner, name in pairs if name.kind == payer.kind or not (strict or (name.kind and payer.kind))
        )
    )


def _fold(text: str) -> str:
    return unicodedata.normalize("NFD", text).translate(_VOICE)
