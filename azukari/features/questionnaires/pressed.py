"""Answers of nobody that come twice, by a double click or a request that was sent again, are kept once.

By the seed of the page, a number of chance, and the answers: in memory, under a key that is never written down, since
nothing may be stored that belongs to one answer and not to another.
"""

import secrets
from contextlib import AbstractContextManager, nullcontext
from datetime import timedelta

from azukari.core.forms.saving import DRAFT
from azukari.features.questionnaires.asking import Asking
from azukari.lib.presses import Presses

_SEED = 8  # bytes
_presses = Presses(lasts=timedelta(hours=1), most=20_000)


def new_seed() -> str:
    """For a first page: the order in which it asks is drawn from it."""
    return secrets.token_hex(_SEED)


def was_given(asking: Asking) -> bool:
    """Whether these answers, of this very page, have been kept."""
    digest = _digest(asking)
    return digest is not None and _presses.is_done(digest)


def first_press(asking: Asking) -> AbstractContextManager[bool]:
    """Keep the answers inside, where it is True; whoever presses at the same time waits until they are kept."""
    digest = _digest(asking)
    return _presses.turn(digest) if digest else nullcontext(True)


def _digest(asking: Asking) -> bytes | None:
    """None without a seed of ours, in which two strangers could meet."""
    if len(asking.seed) < 2 * _SEED:
        return None
    passing = {"step", "altcha", DRAFT}
    filled = {name: values for name, values in asking.typed.items() if name not in passing}
    return _presses.digest([asking.place.action, filled])
