"""Every text in every language: a promise that half of the readers cannot read is none (P12, P19, P20)."""

from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from functools import cache
from typing import Any

from azukari.policy.finding import Finding, both
from azukari.policy.terms import Policy, Text

_BOTH = ("ja", "en")
_NAMES = ("id", "slug")
_COLLECTIONS = {"categories", "purposes", "forms", "duties", "recipients", "supplements"}
"""The mappings of the document that are no text."""


def languages(policy: Policy) -> Iterator[Finding]:
    """The pages stand in Japanese and in English, so the policy must, too."""
    if missing := [lang for lang in _BOTH if lang not in policy.languages]:
        yield Finding(
            "language.not-offered",
            "languages",
            both(
                "ポリシーは日本語(ja)と英語(en)の両方で書いてください。",
                "The policy has to stand in Japanese (ja) and English (en).",
            ),
            both(f"{', '.join(missing)} を加えてください。", f"Add {', '.join(missing)}."),
        )


def complete(policy: Policy) -> Iterator[Finding]:
    """Each text is there, and not empty, in each language."""
    for clause, text in texts(policy):
        if missing := [lang for lang in policy.languages if not text.get(lang, "").strip()]:
            exceptional = clause.startswith("purposes.") and policy.purposes[clause.split(".")[1]].exceptional
            yield Finding(
                "purpose.exception-not-stated" if exceptional else "text.missing",
                clause,
                both(f"{', '.join(missing)} の文がありません。", f"The text in {', '.join(missing)} is missing."),
                both("その言語の文を書いてください。", "Write it in that language."),
            )


def texts(policy: Policy) -> Iterator[tuple[str, Text]]:
    """Every text of the document with its clause."""
    return _texts(policy, "")


@cache
def _attributes(kind: type) -> tuple[str, ...]:
    """The names of what a value of this kind holds, if it is a class of `terms`."""
    return tuple(attribute.name for attribute in fields(kind)) if is_dataclass(kind) else ()


def _texts(value: Any, clause: str) -> Iterator[tuple[str, Text]]:
    if isinstance(value, str):
        return
    kind: type = type(value)
    if attributes := _attributes(kind):
        for attribute in attributes:
            yield from _texts(getattr(value, attribute), f"{clause}.{attribute}".lstrip("."))
    elif isinstance(value, Mapping):
        if clause in _COLLECTIONS:
            for key, held in value.items():
                yield from _texts(held, f"{clause}.{key}")
        else:
            yield clause, value
    elif isinstance(value, tuple):
        for index, held in enumerate(value):
            name = next((getattr(held, n) for n in _NAMES if hasattr(held, n)), index + 1)
            yield from _texts(held, f"{clause}.{name}")
