"""URL resolver with an index: below a prefix, only the addresses that begin with the same word are tried.

Django tries one pattern after another, and a hundred of them took a tenth of the time of an answer that comes late in
the list. What is found, and in which order, is as without the index; so is what `reverse` makes.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from django.urls import Resolver404, ResolverMatch, URLPattern, URLResolver
from django.urls.resolvers import RoutePattern

type Entry = URLPattern | URLResolver


class ByFirstWord(URLResolver):
    """What `path(prefix, include(entries))` makes, with an index."""

    def __init__(self, prefix: str, entries: Sequence[Entry]) -> None:
        super().__init__(RoutePattern(prefix, is_endpoint=False), [*entries])
        self._entries = [*_spread(entries)]
        words = {word for _, word in self._entries if word is not None}
        self._of_word = {word: self._only(word) for word in words}
        self._of_others = self._only(None)

    def _only(self, word: str | None) -> URLResolver:
        """The entries that an address which begins with ``word`` can have; None: with none that is known."""
        return URLResolver(self.pattern, [entry for entry, begin in self._entries if begin in (None, word)])

    def resolve(self, path: str) -> ResolverMatch:
        """The view of an address.

        Raises:
            Resolver404: there is none.
        """
        found: Any = self.pattern.match(path)
        if not found:
            raise Resolver404({"path": path})
        rest: str = found[0]
        return self._of_word.get(rest.partition("/")[0], self._of_others).resolve(path)


def _spread(entries: Sequence[Entry]) -> Iterator[tuple[Entry, str | None]]:
    """Each entry with its first word, or None where that is not fixed; of a list without a prefix, those in it."""
    for entry in entries:
        route = str(entry.pattern) if isinstance(entry.pattern, RoutePattern) else None
        is_plain = isinstance(entry, URLResolver) and not entry.namespace and not entry.default_kwargs
        if isinstance(entry, URLResolver) and is_plain and route == "":
            yield from _spread(entry.url_patterns)
        else:
            yield entry, _word(route) if route is not None else None


def _word(route: str) -> str | None:
    fixed, part, _ = route.partition("<")
    word, slash, _ = fixed.partition("/")
    return word if slash or not part else None
