"""A mail server's moods: it defers, closes, and breaks off."""

import time
from collections import Counter
from threading import Lock

from tests.mailings.sink import HANG_UP


class Moody:
    """Now and then defers, closes, or breaks off before it has taken the content: each reader's mail at most once.

    Attributes:
        every: one reader in so many.
        takes: seconds for each, so that there is a middle.
    """

    ANSWERS = (("RCPT", "450 4.2.0 later"), ("RCPT", "421 4.3.2 closing"), (".", HANG_UP))

    def __init__(self, *, every: int = 7, takes: float = 0.02) -> None:
        self.every, self.takes = every, takes
        self._seen: set[str] = set()
        self._lock = Lock()
        self.given: Counter[str] = Counter()

    def __call__(self, verb: str, rest: str) -> str:
        if verb not in ("RCPT", "."):
            return ""
        if verb == "RCPT":
            time.sleep(self.takes)
        number = int("0" + "".join(filter(str.isdigit, rest.partition("@")[0])))
        with self._lock:
            wanted, answer = self.ANSWERS[number % len(self.ANSWERS)]
            if number % self.every or wanted != verb or rest in self._seen:
                return ""
            self._seen.add(rest)
            self.given[answer] += 1
        return answer
