"""Listeners (the observer pattern): those above plug in what a lower layer calls, and it knows none of them."""

from collections.abc import Callable, Iterator


class Listeners[**Told, Answer]:
    """Those who are told of one thing, in the order in which they were plugged in. Called with one, it plugs it in."""

    def __init__(self) -> None:
        self.known: list[Callable[Told, Answer]] = []

    def __call__(self, listener: Callable[Told, Answer]) -> Callable[Told, Answer]:
        """Have ``listener`` told from now on, once however often it is plugged in; for a manifest or an AppConfig."""
        if listener not in self.known:
            self.known.append(listener)
        return listener

    def answers(self, *args: Told.args, **kwargs: Told.kwargs) -> Iterator[Answer]:
        """What they say, one after the other; whoever comes after the last answer that is taken is not told."""
        return (listener(*args, **kwargs) for listener in self.known)

    def tell(self, *args: Told.args, **kwargs: Told.kwargs) -> None:
        """Tell everybody."""
        for listener in self.known:
            listener(*args, **kwargs)
