"""The table of ways and purposes, made from what the program declares and from the policies that it brings; and as it
stands in the guide.
"""

import re
from collections.abc import Iterator
from pathlib import Path

from azukari.core.vault.ways import declared, way_called
from azukari.demo.campaigns import with_names
from azukari.policy.parse import STARTER, parse
from azukari.policy.terms import RESERVED_PURPOSES, Policy, Use
from azukari.policy.uses import DONE, uses_of
from azukari.policy.ways import Way, may_serve
from tests.purposes.senders import OWED, table

GUIDES = {
    lang: Path(__file__).parents[2] / "docs" / "guide" / name
    for lang, name in (("en", "purposes.md"), ("ja", "purposes.ja.md"))
}
"""The page of the guide that has the table, in each language."""

BEGINS, ENDS = "<!-- begins: python -m tests.purposes --write -->", "<!-- ends -->"
_WORDS = {
    "en": (
        "What is done",
        "It serves",
        "Which purposes of the starter policy allow it",
        "any",
        "none: it is about the person’s own data",
        "Automatic emails",
        "Mail",
        "Judged by",
        "uses of the form's purposes",
        "the purpose's uses",
        "always goes",
    ),
    "ja": (
        "行うこと",
        "使いみち",
        "見本のポリシーで使える目的",
        "問いません",
        "なし(ご本人についてのお知らせ)",
        "自動で送るもの",
        "メール",
        "送ってよいかの判断",
        "フォームの目的の使いみち",
        "目的の使いみち",
        "必ず送る",
    ),
}


def policies() -> dict[str, Policy]:
    """The starter's, and that of the demonstration, which names third parties besides."""
    text = STARTER.read_text("utf-8")
    return {"starter": parse(text), "demonstration": parse(with_names(text))}


def cells(policy: Policy) -> dict[tuple[Way, str], bool]:
    """Each way with each purpose of the policy, and with those that the program has itself: whether it may be."""
    purposes = [*policy.purposes, *sorted(RESERVED_PURPOSES)]
    return {(way, purpose): bool(may_serve(policy, way, purpose)) for way in declared() for purpose in purposes}


def as_text(policy: Policy) -> str:
    """The table, a way a line, a purpose a column: x where it may be."""
    purposes, found = [*policy.purposes, *sorted(RESERVED_PURPOSES)], cells(policy)
    wide = max(len(way.name) for way in declared())
    lines = [" " * wide + "  " + " ".join(purposes)]
    for way in declared():
        marks = ("x".center(len(p)) if found[way, p] else ".".center(len(p)) for p in purposes)
        lines.append(f"{way.name:<{wide}}  {' '.join(marks)}")
    return "\n".join(lines)


def in_guide(lang: str) -> str:
    """The tables as they stand in the guide: each purpose of the starter policy with its uses, and each way with the
    purposes that allow it.
    """
    policy = policies()["starter"]
    done, serves, allowed_by, every, none, *_jobs = _WORDS[lang]
    lines = [f"| `uses` | {' | '.join(f'`{purpose}`' for purpose in policy.purposes)} |"]
    lines.append("|---|" + "---|" * len(policy.purposes))
    for use in Use:
        marks = ("✓" if use in uses_of(policy, purpose) else "" for purpose in policy.purposes)
        lines.append(f"| `{use.value}` {DONE[use][lang]} | {' | '.join(marks)} |")
    lines += ["", f"| {done} | {serves} | {allowed_by} |", "|---|---|---|"]
    for way in declared():
        if way.serves is None:
            uses, found = every, ", ".join(f"`{purpose}`" for purpose in policy.purposes)
        else:
            uses = every if way.serves == {*Use} else ", ".join(f"`{use.value}`" for use in Use if use in way.serves)
            uses = uses or none
            found = ", ".join(f"`{p}`" for p in policy.purposes if may_serve(policy, way, p)) or "—"
        lines.append(f"| {way.title[lang]} (`{way.name}`) | {uses} | {found} |")
    return "\n".join([*lines, "", *_by_itself(lang)])


def _by_itself(lang: str) -> Iterator[str]:
    """Each job that writes to people, with each mail, and what decides whether it goes."""
    job, mail, judged, of_form, of_purpose, always = _WORDS[lang][5:]
    yield f"| {job} | {mail} | {judged} |"
    yield "|---|---|---|"
    for name, kinds in table().items():
        for kind in sorted(kinds):
            way = way_called(kind)
            why = of_purpose if way.serves else f"{always}: {OWED[kind][lang]}" if kind in OWED else of_form
            yield f"| {name} | {way.title[lang]} (`{kind}`) | {why} |"


def written(lang: str) -> str:
    """What stands between the marks of the guide's page."""
    page = GUIDES[lang].read_text("utf-8")
    return page.partition(BEGINS)[2].partition(ENDS)[0].strip()


def write(lang: str) -> None:
    """Put the tables into the guide."""
    head, _begins, rest = GUIDES[lang].read_text("utf-8").partition(BEGINS)
    tail = rest.partition(ENDS)[2]
    GUIDES[lang].write_text(f"{head}{BEGINS}\n\n{in_guide(lang)}\n\n{ENDS}{tail}", "utf-8")


def meant() -> dict[str, set[str]]:
    """For each purpose of the starter policy the ways that the guide says it allows, without those that only look."""
    found: dict[str, set[str]] = {purpose: set() for purpose in policies()["starter"].purposes}
    looking = {way.name for way in declared() if way.only_looks}
    for name, allowed in _rows():
        if name in looking:
            continue
        for purpose in re.findall(r"`([^`]+)`", allowed):
            found[purpose].add(name)
    return found


def _rows() -> Iterator[tuple[str, str]]:
    for line in written("en").splitlines():
        if row := re.fullmatch(r"\| [^|]* \(`([^`]+)`\) \| [^|]* \| ([^|]*) \|", line):
            yield row[1], row[2]
