"""What a reading of a document gathers: faults and lines. It reads on after a fault, so that all are named at once."""

from collections.abc import Callable
from collections.abc import Mapping as Dictionary
from dataclasses import dataclass, field
from typing import Any, Final, Protocol

from azukari.policy.finding import Finding, both
from azukari.policy.source import Mapping, Node, Scalar, Sequence
from azukari.policy.terms import Text
from azukari.policy.wording import Wording


class _Fault:
    """Stands where a value could not be read."""

    def __repr__(self) -> str:
        return "FAULT"


FAULT: Final = _Fault()

type Json = dict[str, Any]


@dataclass(slots=True)
class Reading:
    """One pass over a document.

    Args:
        languages: the languages of the policy, in its order; texts may have no others.
        findings: every fault so far.
        lines: the line of each clause.
    """

    languages: tuple[str, ...]
    findings: list[Finding] = field(default_factory=list)
    lines: dict[str, int] = field(default_factory=dict)

    def fault(self, code: str, clause: str, node: Node | None, sentence: Text, remedy: Text) -> Any:
        """Note a fault and return `FAULT`, to be passed up in the value's place."""
        line = node.line if node else None
        self.findings.append(Finding(code, clause, sentence, remedy, line=line))
        return FAULT


class Shape(Protocol):
    """How one kind of value stands in the document: read, written, described."""

    def read(self, node: Node, clause: str, reading: Reading) -> Any: ...

    def write(self, value: Any) -> Any: ...

    def schema(self) -> Json: ...


def expected(node: Node, clause: str, reading: Reading, *, ja: str, en: str) -> Any:
    """Note that the value at ``clause`` is of another kind than expected."""
    found_ja, found_en = _kind(node)
    return reading.fault(
        "shape.kind",
        clause,
        node,
        both(f"ここには{ja}が必要ですが、{found_ja}があります。", f"Here stands {found_en}, where {en} is needed."),
        both(f"{ja}に直してください。", f"Write {en}."),
    )


def _kind(node: Node) -> tuple[str, str]:
    match node:
        case Mapping():
            return "キーと値の組", "a mapping"
        case Sequence():
            return "リスト", "a list"
        case Scalar(kind="null"):
            return "空の値", "nothing"
        case Scalar(text=text):
            return f"「{text[:40]}」", f"“{text[:40]}”"


@dataclass(frozen=True, slots=True)
class Word:
    """A scalar that `convert` understands; it raises ValueError where it does not.

    Args:
        ja, en: what is expected, as a noun phrase.
        code: the code of the finding where the value is not understood.
        remedy: what to do, if more can be said than "write ...".
    """

    convert: Callable[[str], Any]
    ja: str
    en: str
    described: Dictionary[str, Any]
    back: Callable[[Any], Any] = str
    code: str = "shape.value"
    remedy: Text | None = None
    kinds: frozenset[str] = frozenset({"str", "int", "float", "timestamp"})

    def read(self, node: Node, clause: str, reading: Reading) -> Any:
        if not isinstance(node, Scalar) or node.kind not in self.kinds:
            return expected(node, clause, reading, ja=self.ja, en=self.en)
        try:
            return self.convert(node.text.strip())
        except ValueError:
            sentence = both(f"「{node.text[:60]}」は使えません。", f"“{node.text[:60]}” cannot be used.")
            remedy = self.remedy or both(f"{self.ja}に直してください。", f"Write {self.en}.")
            return reading.fault(self.code, clause, node, sentence, remedy)

    def write(self, value: Any) -> Any:
        return self.back(value)

    def schema(self) -> Json:
        return dict(self.described)


@dataclass(frozen=True, slots=True)
class Words:
    """The same words in some languages of the policy, as `Wording`; whether one is missing is `check`'s question.

    Lines of one paragraph are joined (Japanese without a space); an empty line begins a new paragraph.
    """

    def read(self, node: Node, clause: str, reading: Reading) -> Any:
        if not isinstance(node, Mapping):
            languages = ", ".join(reading.languages)
            return expected(
                node, clause, reading, ja=f"言語ごとの文({languages})", en=f"a text for each language ({languages})"
            )
        found: dict[str, str] = {}
        for member in node.members:
            at = f"{clause}.{member.key}"
            if member.key not in reading.languages or member.key in found:
                reading.fault("shape.language", at, node, *_language(member.key, reading.languages))
            elif not isinstance(member.value, Scalar) or member.value.kind == "null":
                expected(member.value, at, reading, ja="文", en="a text")
            else:
                found[member.key] = join_lines(member.value.text, lang=member.key)
        return Wording({lang: found[lang] for lang in reading.languages if lang in found})

    def write(self, value: Text) -> Json:
        return dict(value)

    def schema(self) -> Json:
        return {"$ref": "#/$defs/Text"}


def join_lines(text: str, *, lang: str) -> str:
    """Join the lines of each paragraph, as a reader of that language expects."""
    paragraphs: list[list[str]] = [[]]
    for line in text.replace("\r\n", "\n").split("\n"):
        if line.strip():
            paragraphs[-1].append(line.strip())
        elif paragraphs[-1]:
            paragraphs.append([])
    return "\n\n".join(_join(p, lang=lang) for p in paragraphs if p)


def _join(lines: list[str], *, lang: str) -> str:
    joined = lines[0]
    for line in lines[1:]:
        tight = lang == "ja" and not (joined[-1].isascii() and line[0].isascii())
        joined += line if tight else f" {line}"
    return joined


def _language(key: str, languages: tuple[str, ...]) -> tuple[Text, Text]:
    names = ", ".join(languages)
    return (
        both(
            f"「{key}」はこのポリシーの言語ではないか、二度書かれています。",
            f"“{key}” is not a language of this policy, or stands twice.",
        ),
        both(f"{names} だけを一度ずつ書いてください。", f"Write {names} only, each once."),
    )
