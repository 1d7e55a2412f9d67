"""Texts of one surface side by side in both languages, in the order of its pages, and how easily they read.

``bin/messages read public`` prints every text that the public meets, each with its place; ``bin/messages read`` alone
prints one line of figures for each surface. Whoever edits words reads a surface as a whole, as its readers do.
"""

import re
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from statistics import median

from azukari.site import messages

_MAIL = re.compile(r"letter|mail/|/mail|receipt|\.mjml:|\.txt:")
_API = re.compile(r"(?:^|/)(?:api|webhooks)(?:_\w+)?(?:/|\.py:)")
_DESK = re.compile(
    r"(?:^|/)desk/|console/|shells/(?:staff|worker)/|core/(?:transfers|accounts|vault|cases)/|features/(?:audits|entry|"
    r"exports|imports|incidents|morning|policy|processors|records|rules|staff|start|theme|training|writing)/"
)

SURFACES: Mapping[str, Sequence[str]] = {
    "public": [
        "site", "core/policy_versions", "core/forms", "core/consent", "features/campaigns",
        "features/questionnaires", "features/magazine", "features/volunteers", "features/members",
        "features/statistics", "core/ledger",
    ],
    "mail": [],
    "own": [
        "shells/self_service", "features/reconsent", "features/agents", "features/rights",
    ],
    "daily": [
        "shells/staff", "features/start", "features/records", "features/entry", "features/writing",
        "features/feedback", "features/members", "features/volunteers", "features/magazine",
        "features/campaigns", "features/questionnaires", "core/forms", "core/mail",
    ],
    "yearly": [
        "features/policy", "features/staff", "features/imports", "features/exports", "features/theme",
        "features/rights", "core/cases", "features/audits", "features/training", "features/incidents",
        "features/rules", "features/morning", "features/processors", "core/transfers", "features/reconsent",
        "features/statistics", "features/agents", "features/webhooks", "core/accounts", "core/vault",
        "shells/worker", "core/ledger",
    ],
    "api": [
        "site", "shells/api", "core/forms", "features/webhooks",
    ],
}  # fmt: skip
"""Packages whose texts a surface shows, in the order in which people meet them. What is mailed is ``mail``, and what
programs are told ``api``, wherever it stands; what staff see is ``daily`` or ``yearly``; the rest is the public's, or
one's own page."""

_SENTENCE_END = re.compile(r"[。！？!?]|\.(?=\s|$)|\n+")
_TAG = re.compile(r"<[^<>]*>|%\(\w+\)[sd]|\{\{?[^{}]*\}?\}")
_KANJI = re.compile(r"[一-鿿]")
_JAPANESE = re.compile(r"[぀-ヿ一-鿿]")
_VOWELS = re.compile(r"[aeiouy]+")


@dataclass(frozen=True, slots=True)
class Text:
    """One message: where it stands, and what it says in each language."""

    place: str
    en: str
    ja: str


@dataclass(frozen=True, slots=True)
class Readability:
    """How easily texts read.

    Args:
        grade: years of school that the English takes (Flesch-Kincaid).
        length: characters of a Japanese sentence, in the median.
        kanji: their share of the Japanese characters, from 0 to 1.
    """

    texts: int
    grade: float
    length: float
    kanji: float


def surface_of(place: str) -> str:
    """The surface on which a text is met, by its place (``forms/views.py:12``)."""
    if _API.search(place):
        return "api"
    if _MAIL.search(place):
        return "mail"
    of_staff = bool(_DESK.search(place))
    for surface in ("daily", "yearly") if of_staff else ("own", "public", "yearly", "daily"):
        if any(place.startswith(f"{package}/") for package in SURFACES[surface]):
            return surface
    return "yearly" if of_staff else "public"


def texts_of(surface: str) -> list[Text]:
    """Its texts: package by package in the order of `SURFACES`, page by page, line by line; each once."""
    rank = {package: at for at, package in enumerate(SURFACES[surface])}
    found = [(sorted(places, key=lambda place: _at(place, rank)), en, ja) for places, en, ja in _by_surface()[surface]]
    return [Text(places[0], en, ja) for places, en, ja in sorted(found, key=lambda one: _at(one[0][0], rank))]


@cache
def _by_surface() -> Mapping[str, list[tuple[list[str], str, str]]]:
    """Of each surface the texts in use: their places on it, English and Japanese."""
    said = {
        (message.context, messages.first(message.id)): messages.first(message.string)
        for catalogue in messages.catalogues().values()
        for message in catalogue
        if message.id
    }
    found: dict[str, list[tuple[list[str], str, str]]] = {surface: [] for surface in SURFACES}
    for key, use in messages.used().items():
        for surface, places in groupby(sorted(use.places, key=surface_of), key=surface_of):
            found[surface].append(([*places], key[1], said.get(key, "")))
    return found


def _at(place: str, rank: Mapping[str, int]) -> tuple[int, bool, str, int]:
    """Pages stand before what code says on them."""
    path, _colon, line = place.rpartition(":")
    package = next((at for name, at in rank.items() if path.startswith(f"{name}/")), len(rank))
    return package, path.endswith(".py"), path, int(line)


def readability(texts: Iterable[Text]) -> Readability:
    """The figures of these texts."""
    every = [*texts]
    english = [re.findall(r"[A-Za-z’']+", sentence) for text in every for sentence in _sentences(text.en)]
    japanese = [sentence for text in every for sentence in _sentences(text.ja) if _JAPANESE.search(sentence)]
    whole = [sentence for sentence in english if len(sentence) > 3]  # labels and buttons are no sentences
    words = [word for sentence in whole for word in sentence]
    grade = 0.0
    if words:
        grade = 0.39 * len(words) / len(whole) + 11.8 * sum(map(_syllables, words)) / len(words) - 15.59
    letters = "".join(japanese)
    long = [len(sentence) for sentence in japanese if "。" in sentence or len(sentence) > 12]
    kanji = len(_KANJI.findall(letters)) / max(len(letters), 1)
    return Readability(len(every), grade, median(long or [0]), kanji)


def _sentences(text: str) -> Iterator[str]:
    return (part for each in _SENTENCE_END.split(_TAG.sub(" ", text)) if (part := " ".join(each.split())))


def _syllables(word: str) -> int:
    plain = word.lower().removesuffix("e") if len(word) > 2 else word.lower()
    return max(len(_VOWELS.findall(plain)), 1)


def told(surface: str = "") -> Iterator[str]:
    """Lines to print: the texts of a surface under their pages, or without one a line of figures for each."""
    if not surface:
        yield "surface  texts  English grade  Japanese sentence  kanji"
        for name in SURFACES:
            its = readability(texts_of(name))
            yield f"{name:<8} {its.texts:>5}  {its.grade:>13.1f}  {its.length:>17.0f}  {its.kanji:>5.0%}"
        return
    for page, texts in groupby(texts_of(surface), key=lambda text: text.place.rpartition(":")[0]):
        yield f"\n== {page}"
        for text in texts:
            yield f"{text.place.rpartition(':')[2]:>5}  {text.en}"
            yield f"       {text.ja}"


def main(arguments: list[str]) -> int:
    """Print a surface, or the figures of all; 0 done, 2 where there is no such surface."""
    if len(arguments) > 1 or not {*arguments} <= SURFACES.keys():
        sys.stderr.write(f"Usage: bin/messages read [{'|'.join(SURFACES)}]\n")
        return 2
    sys.stdout.write("".join(f"{line}\n" for line in told(*arguments)))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
