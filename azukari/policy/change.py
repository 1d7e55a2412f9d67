"""One change between two policies, as it touches people."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from azukari.policy.terms import Text


class Effect(StrEnum):
    """Widened: more may be done with people's data, or people may do less. Narrowed: the other way round."""

    WIDENED = "widened"
    NARROWED = "narrowed"
    WORDING = "wording"
    NEUTRAL = "neutral"


@dataclass(frozen=True, slots=True)
class Change:
    """What changes at one clause.

    Args:
        existing: the change reaches data that people have left already; together with `Effect.WIDENED` it means that
            they are asked again before the new use begins.
        before, after: the words themselves, where words changed.
    """

    effect: Effect
    clause: str
    sentence: Text
    existing: bool = False
    before: Text | None = None
    after: Text | None = None

    @property
    def kind(self) -> str:
        """The effect as a plain word, for templates."""
        return self.effect.value

    def read_in(self, lang: str) -> "Change":
        """The change for a reader of ``lang``: of the words, those in the one language that shows how they change."""
        before, after = self.before or {}, self.after or {}
        anew = [code for code in {**before, **after} if before.get(code) != after.get(code)]
        shown = lang if lang in anew or not anew else anew[0]
        return replace(self, before={shown: before.get(shown, "")}, after={shown: after.get(shown, "")})

    def as_json(self) -> dict[str, object]:
        """The change as plain values: what a charter stores, and what ``--json`` prints."""
        words = {"before": self.before, "after": self.after}
        return {
            "effect": self.effect.value,
            "clause": self.clause,
            "existing": self.existing,
            "sentence": dict(self.sentence),
            **{key: dict(text) for key, text in words.items() if text is not None},
        }


def from_json(stored: dict[str, object]) -> Change:
    """The change that `Change.as_json` wrote."""
    values: dict[str, object] = {**stored, "effect": Effect(str(stored["effect"]))}
    return Change(**values)  # type: ignore[arg-type]


def kept[T](old: Mapping[str, T], new: Mapping[str, T]) -> Iterator[tuple[str, T, T]]:
    """What both policies have, by its name, as it was and as it will be."""
    return ((slug, old[slug], after) for slug, after in new.items() if slug in old)


def widened(clause: str, ja: str, en: str, *, existing: bool = False) -> Change:
    """More may be done, or people may do less."""
    return Change(Effect.WIDENED, clause, {"ja": ja, "en": en}, existing=existing)


def narrowed(clause: str, ja: str, en: str) -> Change:
    """Less may be done, or people may do more."""
    return Change(Effect.NARROWED, clause, {"ja": ja, "en": en})


def neutral(clause: str, ja: str, en: str) -> Change:
    """It changes something, and takes nothing from people."""
    return Change(Effect.NEUTRAL, clause, {"ja": ja, "en": en})
