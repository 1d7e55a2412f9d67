"""Takes members out of a document of plain values, and gathers everything that is wrong with them."""

from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Any

from azukari.features.questionnaires.fault import Fault, both
from azukari.features.questionnaires.shape import QuestionType, Text

type Json = Mapping[str, Any]

LANGUAGES = ("ja", "en")
_LONGEST_WORDS, LONGEST_NAME = 4000, 40
_LARGEST = 10**9


class Reader:
    """Takes members out of plain values, and gathers what is wrong."""

    def __init__(self) -> None:
        self.faults: list[Fault] = []

    def fault(self, place: str, ja: str, en: str) -> None:
        self.faults.append(Fault(place, both(ja, en)))

    def members(self, data: object, known: Collection[str], place: str) -> Json:
        if not isinstance(data, Mapping):
            self.fault(place, "ここにはキーと値の組が必要です。", "A mapping is needed here.")
            return {}
        for name in data:
            if name not in known:
                shown = str(name)[:LONGEST_NAME]
                self.fault(place, f"「{shown}」という項目はありません。", f"There is no member “{shown}”.")
        return data

    def items(self, plain: Json, name: str, place: str, most: int) -> Iterable[object]:
        found = plain.get(name) or []
        if not isinstance(found, list):
            self.fault(place, f"「{name}」はリストにしてください。", f"“{name}” is a list.")
            return []
        if len(found) > most:
            self.fault(place, f"「{name}」は{most}個までです。", f"“{name}” may have {most} items at most.")
        return found[:most]

    def name(self, plain: Json, name: str, place: str, *, hyphens: bool = False) -> str:
        found = plain.get(name)
        if isinstance(found, str) and is_name(found, hyphens=hyphens):
            return found
        also = ("、ハイフン", ", hyphens") if hyphens else ("", "")
        self.fault(
            place or str(found)[:LONGEST_NAME],
            f"「{name}」は半角の小文字で始め、小文字、数字、下線{also[0]}で{LONGEST_NAME}文字までにします。",
            f"“{name}” begins with a small letter and has small letters, digits, underscores{also[1]}:"
            f" {LONGEST_NAME} at most.",
        )
        return ""

    def text(self, plain: Json, name: str, place: str, *, needed: bool = True) -> Text | None:
        found = plain.get(name)
        if found is None and not needed:
            return None
        words = found if isinstance(found, Mapping) else {}
        if set(words) == set(LANGUAGES) and all(isinstance(each, str) for each in words.values()):
            if any(len(each) > _LONGEST_WORDS for each in words.values()):
                self.fault(place, f"「{name}」が長すぎます。", f"“{name}” is too long.")
            if all(each.strip() for each in words.values()) or (
                not needed and not any(each.strip() for each in words.values())
            ):
                return {lang: words[lang].strip() for lang in LANGUAGES} if any(words.values()) else None
        self.fault(
            place,
            f"「{name}」は日本語と英語の両方を書いてください。",
            f"“{name}” is needed in Japanese and in English.",
        )
        return None

    def truth(self, plain: Json, name: str, place: str, *, otherwise: bool = False) -> bool:
        found = plain.get(name, otherwise)
        if not isinstance(found, bool):
            self.fault(place, f"「{name}」は true か false です。", f"“{name}” is true or false.")
        return found is True

    def word(self, plain: Json, name: str, place: str) -> str:
        found = plain.get(name) or ""
        if not isinstance(found, str):
            self.fault(place, f"「{name}」は文字で書いてください。", f"“{name}” is a text.")
            return ""
        return found.strip()

    def number(self, plain: Json, name: str, place: str) -> int | None:
        found = plain.get(name)
        if found is None:
            return None
        if isinstance(found, bool) or not isinstance(found, int) or abs(found) > _LARGEST:
            self.fault(place, f"「{name}」は整数です。", f"“{name}” is a whole number.")
            return None
        return found

    def one_of(self, plain: Json, name: str, place: str, of: Callable[[str], QuestionType]) -> QuestionType:
        try:
            return of(str(plain.get(name)))
        except ValueError:
            offered = ", ".join(QuestionType)
            self.fault(place, f"「{name}」は次のどれかです：{offered}", f"“{name}” is one of {offered}.")
            return QuestionType.TEXT

    def once(self, values: Iterable[str], en: str, ja: str, place: str = "") -> None:
        seen: set[str] = set()
        for value in values:
            if value in seen and value:
                self.fault(place or value, f"{ja}「{value}」が二つあります。", f"There are two {en}s called “{value}”.")
            seen.add(value)


def is_name(text: str, *, hyphens: bool = False) -> bool:
    """Whether it can be the id of a question (or with ``hyphens`` a slug, an option's value)."""
    plain = text.replace("-", "_") if hyphens else text
    return (
        0 < len(text) <= LONGEST_NAME
        and plain.isascii()
        and (text[0].isalpha() or (hyphens and text[0].isdigit()))
        and plain == plain.lower()
        and all(sign.isalnum() or sign == "_" for sign in plain)
    )
