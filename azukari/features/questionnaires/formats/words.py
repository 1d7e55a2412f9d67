"""Words of other programs, plain and by language. Those of an XLSForm stand in columns such as ``label``,
``label::English (en)``, ``hint::ja``.
"""

import html
import re
from collections.abc import Iterable, Mapping, Sequence

from azukari.features.questionnaires.document_reader import LANGUAGES
from azukari.features.questionnaires.formats.condition_in import Known
from azukari.features.questionnaires.formats.loss import Losses

_COLUMN = re.compile(r"(?P<what>[\w ]+?)::\s*(?P<lang>.+)")
_CODES = {"ja": ("ja", "日本語", "japanese"), "en": ("en", "english", "英語")}
_BREAK = re.compile(r"<br\s*/?>|</p>|</div>", re.IGNORECASE)
_MARKUP = re.compile(r"<[^>]{0,400}>")


def lang_of(said: str) -> str:
    """``ja`` or ``en`` for the name of a language; "" for another."""
    plain = said.lower()
    code = re.search(r"\(([a-z]{2})[)-]", plain)
    if code:
        return code.group(1) if code.group(1) in _CODES else ""
    return next((lang for lang, names in _CODES.items() if plain.split("-")[0] in names or plain in names), "")


def plain(said: object) -> str:
    """Words out of HTML, in its lines."""
    return html.unescape(_MARKUP.sub("", _BREAK.sub("\n", str(said or "")))).strip()


def in_both(said: Mapping[str, str], missing: set[str], *, otherwise: str = "") -> dict[str, str]:
    """Words in both languages; where one lacks them, the other's stand in, and the language is noted as missing."""
    plain = {lang: _MARKUP.sub("", text).strip()[:4000] for lang, text in said.items()}
    spare = next((text for text in plain.values() if text), otherwise)
    found = {}
    for lang in LANGUAGES:
        found[lang] = plain.get(lang, "") or spare
        if not plain.get(lang):
            missing.add(lang)
    return found


def told_missing(missing: Iterable[str], others: Iterable[str], losses: Losses) -> None:
    """Say once which languages had to borrow words, and which were left."""
    for lang in sorted(missing):
        ja, en = {"ja": ("日本語", "Japanese"), "en": ("英語", "English")}[lang]
        losses.add(
            "",
            f"{ja}の言葉のないところには、もう一つの言語の言葉を置きました。",
            f"Where there are no words in {en}, those of the other language stand in their place.",
        )
    for lang in sorted(others):
        losses.add("", f"「{lang}」の言葉は取り込めません。", f"The words in “{lang}” are not taken in.")


def piped(words: Mapping[str, str], mark: re.Pattern[str], known: Mapping[str, Known]) -> dict[str, str]:
    """Words with the names of earlier answers as we write them; ``mark`` is how the other program does."""

    def name(match: re.Match[str]) -> str:
        there = known.get(match.group(1))
        return f"{{{there.name.id}}}" if there and not there.name.part else match.group(0)

    return {lang: mark.sub(name, text) for lang, text in words.items()}


class Words:
    """Finds words in rows, and remembers which languages were missing."""

    def __init__(self, sheets: Mapping[str, Sequence[Mapping[str, str]]]) -> None:
        self.missing: set[str] = set()
        self.others: set[str] = set()
        self.columns: dict[str, dict[str, str]] = {}
        for rows in sheets.values():
            for row in rows:
                for column in row:
                    self._learn(column)

    def _learn(self, column: str) -> None:
        match = _COLUMN.fullmatch(column)
        if not match:
            return
        what, lang = match["what"].strip(), lang_of(match["lang"])
        if lang:
            self.columns.setdefault(what, {})[lang] = column
        else:
            self.others.add(match["lang"])

    def _of(self, row: Mapping[str, str], what: str) -> dict[str, str]:
        known = self.columns.get(what, {})
        found = {lang: row.get(column, "") for lang, column in known.items()}
        plain = row.get(what, "")
        return found if any(found.values()) or not plain else {"en" if plain.isascii() else "ja": plain}

    def has(self, row: Mapping[str, str], what: str) -> bool:
        return any(self._of(row, what).values())

    def text(self, row: Mapping[str, str], what: str, otherwise: str = "") -> dict[str, str]:
        return in_both(self._of(row, what), self.missing, otherwise=otherwise or "–")

    def told(self, losses: Losses) -> None:
        told_missing(self.missing, self.others, losses)
