"""Cards and news of the public first page, which features bring: what one can do, how it stands, and what is new.

A feature says in which state something is ("131 of 200 signatures", "3 places left"); the first page knows no feature.
What it says is shown to everybody, so it says nothing that its own public page does not show.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from azukari.policy.terms import Policy


@dataclass(frozen=True, slots=True)
class CardPicture:
    """A picture of ours in several widths.

    Args:
        address: without the width; ``{address}/800.webp`` is a file.
        widths: in which there is one, the narrowest first.
        width: of the widest, in pixels.
        height: of the widest.
        words: for those who do not see it.
        whole: the address of the picture as programs of others read it, PNG or JPEG.
    """

    address: str
    widths: tuple[int, ...]
    width: int
    height: int
    words: str
    whole: str

    @property
    def source(self) -> str:
        """The address of the widest."""
        return f"{self.address}/{self.widths[-1]}.webp"

    @property
    def sources(self) -> str:
        """What ``srcset`` takes."""
        return ", ".join(f"{self.address}/{width}.webp {width}w" for width in self.widths)


@dataclass(frozen=True, slots=True)
class Card:
    """Something that one can do.

    Args:
        title: what it is called.
        lead: a sentence; may be empty.
        address: where it is done, or read about first.
        icon: of `azukari.site.icons`.
        state: how it stands; may be empty.
        form: the slug of the form for which it stands: that form has no other card.
        picture: what it is about, for the head of the page.
    """

    title: str
    lead: str
    address: str
    icon: str
    state: str = ""
    form: str = ""
    picture: CardPicture | None = None


@dataclass(frozen=True, slots=True)
class NewsLine:
    """Something that appeared: ``lang`` is the language of its title."""

    title: str
    label: str
    address: str
    at: datetime
    lang: str


Cards = Callable[[Policy, str, datetime], Sequence[Card]]
"""The cards of a feature by the policy, in a language, at a moment; a fixed number of queries."""

News = Callable[[Policy, str, datetime], Sequence[NewsLine]]
"""The newest lines of a feature, `MOST_NEWS` at most; a fixed number of queries."""


@dataclass(frozen=True, slots=True)
class FrontPart:
    """What a feature brings to the first page."""

    name: str
    cards: Cards | None = None
    news: News | None = None


MOST_NEWS = 4
_known: dict[str, FrontPart] = {}


def register(part: FrontPart) -> None:
    """Add what a feature brings.

    Raises:
        ValueError: there is one of that name.
    """
    if part.name in _known:
        raise ValueError(f"There are cards of {part.name} already.")
    _known[part.name] = part


def cards(policy: Policy, lang: str, *, now: datetime) -> list[Card]:
    """All cards, in the order of the slices."""
    return [card for part in _known.values() if part.cards for card in part.cards(policy, lang, now)]


def news(policy: Policy, lang: str, *, now: datetime) -> list[NewsLine]:
    """The newest of all, the newest first."""
    found = [line for part in _known.values() if part.news for line in part.news(policy, lang, now)]
    return sorted(found, key=lambda line: line.at, reverse=True)[:MOST_NEWS]
