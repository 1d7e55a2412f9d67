"""Every text in every language: a promise that half of the readers cannot read is none (P12, P19, P20)."""

from collections.abc import Iterator

from azukari.policy.finding import Finding, both
from azukari.policy.parse import document
from azukari.policy.reading import Words
from azukari.policy.terms import Policy, Text
from azukari.policy.tree import everywhere, whole

_BOTH = ("ja", "en")


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
    places = everywhere(whole(document(policy)))
    return ((spot.clause, spot.value) for spot in places if isinstance(spot.shape, Words) and spot.value is not None)
