"""The table of ways and purposes, made from what the program declares and from the policies that it brings."""

from azukari.cli.sample_campaigns import with_names
from azukari.policy.parse import STARTER, parse
from azukari.policy.terms import RESERVED_PURPOSES, Policy
from azukari.policy.ways import Way, may_serve
from azukari.vault.ways import declared


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
