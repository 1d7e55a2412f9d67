"""Rule packs: what a law says about answering a request, as data, with the day from which each rule holds.

A pack is a file in ``packs/``. It holds no code, so that a lawyer can read it, and a change of the law is a new entry
beside the old one: a request is judged by the rule that held on the day on which it came in.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from azukari.policy.terms import Policy, Text

_FOLDER = Path(__file__).parent / "packs"


class PackUnknown(LookupError):
    """There is no such pack, or none of its rules held on that day."""


@dataclass(frozen=True, slots=True)
class Rule:
    """How fast a request is answered, from the day ``begins`` on.

    Args:
        clause: where it stands in the law.
        months: within how many; 0 where the law names no number, and the policy's ``limit_days`` count.
        extension: months more, if the reasons are given before the first end; 0 where there is no such thing.
        pauses: whether the time stands still while the person's identity is being checked.
        sentence: the rule, for people.
    """

    begins: date
    clause: str
    months: int
    extension: int
    pauses: bool
    sentence: Text


@dataclass(frozen=True, slots=True)
class RefusalGround:
    """A reason that the law accepts for refusing kinds of requests."""

    slug: str
    clause: Text
    kinds: frozenset[str]
    text: Text


@dataclass(frozen=True, slots=True)
class Pack:
    slug: str
    name: Text
    rules: tuple[Rule, ...]
    grounds: Mapping[str, RefusalGround]

    def rule_on(self, day: date) -> Rule:
        """The rule that held on that day.

        Raises:
            PackUnknown: the law was not in force yet.
        """
        held = [rule for rule in self.rules if rule.begins <= day]
        if not held:
            raise PackUnknown(f"{self.slug} has no rule for that day.")
        return max(held, key=lambda rule: rule.begins)

    def grounds_for(self, kind: str) -> tuple[RefusalGround, ...]:
        """The reasons for which a request of that kind may be refused."""
        return tuple(ground for ground in self.grounds.values() if kind in ground.kinds)


@cache
def pack(slug: str) -> Pack:
    """The pack called ``slug``.

    Raises:
        PackUnknown: there is none.
    """
    if slug not in slugs():
        raise PackUnknown(slug)
    found = tomllib.loads((_FOLDER / f"{slug}.toml").read_text("utf-8"))
    rules = tuple(Rule(begins=rule.pop("from"), **rule) for rule in found["rules"])
    grounds = {
        ground["slug"]: RefusalGround(**{**ground, "kinds": frozenset(ground["kinds"])}) for ground in found["grounds"]
    }
    return Pack(found["slug"], found["name"], rules, grounds)


@cache
def slugs() -> tuple[str, ...]:
    """All packs, by slug."""
    return tuple(sorted(file.stem for file in _FOLDER.glob("*.toml")))


def usual_pack(policy: Policy) -> str:
    """The pack of the place where the office keeps its holidays; whoever takes a request in may choose another."""
    return "appi" if policy.requests.hours.holidays == "JP" else "gdpr"
