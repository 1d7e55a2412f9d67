"""A finding says what is wrong with a policy document, where, and how to put it right.

The parser and the checks speak with the same voice, so the command line, the console and the API print one kind of row.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from azukari.lib.joining import gap
from azukari.policy.terms import Text


class Severity(StrEnum):
    """An error keeps a policy from being published; a warning asks for a second look."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to put right.

    Args:
        code: stable, dotted, lower case: ``field.without-reason``.
        clause: where in the document: ``forms.membership.fields.email.reason``.
        sentence: what is wrong.
        remedy: what to do.
        line: the line in the file, from 1; None where the document has no lines.
    """

    code: str
    clause: str
    sentence: Text
    remedy: Text
    severity: Severity = Severity.ERROR
    line: int | None = None

    def told(self, lang: str) -> str:
        """What is wrong and what to do, for people."""
        return f"{self.sentence[lang]}{gap(lang)}{self.remedy[lang]}"

    def as_json(self) -> dict[str, object]:
        """The finding as plain values, for ``--json`` and the API."""
        return {
            "code": self.code,
            "severity": self.severity.value,
            "clause": self.clause,
            "line": self.line,
            "sentence": dict(self.sentence),
            "remedy": dict(self.remedy),
        }


class PolicyError(Exception):
    """The document cannot be honoured. ``findings`` names every reason, not only the first."""

    def __init__(self, findings: Iterable[Finding], *, file: str = "policy") -> None:
        self.findings = tuple(findings)
        self.file = file
        super().__init__("\n".join(describe(f, file=file) for f in self.findings))


def both(ja: str, en: str) -> Text:
    """The same sentence in Japanese and in English."""
    return {"ja": ja, "en": en}


def no_such_purpose(clause: str, slug: str) -> Finding:
    """That a clause names a purpose that there is not."""
    sentence = both(f"「{slug}」という目的はありません。", f"There is no purpose “{slug}”.")
    return Finding("name.dangling", clause, sentence, both("名前を直してください。", "Correct the name."))


def describe(finding: Finding, *, file: str, lang: str = "en") -> str:
    """One line for a terminal: file, line, clause, sentence, remedy, code."""
    place = f"{file}:{finding.line}" if finding.line else file
    clause = f" {finding.clause}:" if finding.clause else ""
    return f"{place}:{clause} {finding.sentence[lang]} {finding.remedy[lang]} [{finding.code}]"


def locate(findings: Iterable[Finding], lines: Mapping[str, int]) -> tuple[Finding, ...]:
    """Give each finding the line of its clause, or of the nearest enclosing clause that has one."""
    return tuple(f if f.line else replace(f, line=_nearest(f.clause, lines)) for f in findings)


def _nearest(clause: str, lines: Mapping[str, int]) -> int | None:
    while clause:
        if clause in lines:
            return lines[clause]
        clause = clause.rpartition(".")[0]
    return None
