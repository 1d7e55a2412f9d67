"""Attack by the clock on what must tell nothing: codes of answers, satisfaction, "I did not sign this", signing again.

    python -m benchmarks.timing                     200 tries of each
    python -m benchmarks.timing --tries 2000

Each pair is something that is there no more, or belongs to somebody else, and something that never was. Both are asked
turn by turn through the whole stack of Django; the time of the processor is what counts, so that a busy machine meets
both. ``told`` is how often the first takes longer than the second, of a hundred pairs of tries (the statistic of Mann
and Whitney): at 50 the clock tells nothing, and ``z`` says how far from chance it is (over 4, look for the reason).
"""

import argparse
import json
import math
import random
import statistics
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any
from uuid import UUID

from benchmarks import instance
from benchmarks.table import show

_WARM, RIVER, AT = 20, "plastic-free-river", "/en/contact/answer"
type Pair = tuple[str, Callable[[], object], Callable[[], object]]


def main() -> int:
    reader = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    reader.add_argument("--tries", type=int, default=200, metavar="N")
    tries = reader.parse_args().tries
    with instance.standing():
        rows = [_row(*pair, tries) for pair in _pairs()]
    show("The clock", ("what", "gone (ms)", "never was (ms)", "told", "z"), rows)
    return 0


def _row(what: str, gone: Callable[[], object], never: Callable[[], object], tries: int) -> tuple[str, ...]:
    times: tuple[list[float], list[float]] = ([], [])
    order, chance = [0, 1], random.Random(16)
    for each in range(tries + _WARM):
        chance.shuffle(order)
        for which in order:
            begun = time.process_time()
            (gone, never)[which]()
            if each >= _WARM:
                times[which].append(1000 * (time.process_time() - begun))
    told, z = _mann_whitney(*times)
    middle = [f"{statistics.median(one):.3f}" for one in times]
    return what, *middle, f"{100 * told:.1f}", f"{z:+.1f}"


def _mann_whitney(first: Sequence[float], second: Sequence[float]) -> tuple[float, float]:
    """How likely one of the first is longer than one of the second, and how many deviations that is from a half."""
    both = sorted([(each, 1) for each in first] + [(each, 0) for each in second])
    ranks = sum(rank for rank, (_each, is_first) in enumerate(both, 1) if is_first)
    n, m = len(first), len(second)
    u = ranks - n * (n + 1) / 2
    return u / (n * m), (u - n * m / 2) / math.sqrt(n * m * (n + m + 1) / 12)


def _pairs() -> Sequence[Pair]:
    from django.db import transaction
    from django.test import Client

    from azukari.core.forms.models import Submission
    from azukari.core.forms.not_mine import LINK as NOT_MINE
    from azukari.core.mail.link import MailedLink
    from azukari.core.vault.erase_unheld import forget
    from azukari.features.feedback.codes import code_of
    from azukari.features.feedback.satisfaction import HELPED
    from azukari.lib.identifier import new_id
    from tests.console import desks

    now, client = datetime.now(UTC), Client(SERVER_NAME="127.0.0.1")

    def post(address: str, sent: dict[str, Any]) -> Callable[[], object]:
        return lambda: client.post(address, sent)

    gone, signed = desks.register("feedback", {"email": ""}), desks.register(RIVER, confirmed=False)
    desks.register(RIVER, {"email": "known@example.org"})
    code = code_of(Submission.objects.get(id=gone.submission), now)
    wrong = code[:-1] + ("A" if code[-1] != "A" else "B")
    with transaction.atomic():
        forget([gone.person, signed.person], now=now)

    def press(link: MailedLink[Any], id: UUID) -> Callable[[], object]:
        return post(link.page(id, lang="en", expires=now + timedelta(days=1)), {"answer": "yes"})

    return (
        ("code: erased, one letter off", post(AT, {"code": code}), post(AT, {"code": wrong})),
        ("satisfaction: erased, never was", press(HELPED, gone.submission), press(HELPED, new_id())),
        ("I did not sign: erased, never was", press(NOT_MINE, signed.submission), press(NOT_MINE, new_id())),
        ("signing: known address, new one", _sign(client, "known@example.org"), _sign(client, "never-%d@example.org")),
    )


def _sign(client: Any, address: str) -> Callable[[], object]:
    """Signing by the API; an address with a place for a number is another one each time."""
    from azukari.core.policy_versions.current import current
    from azukari.core.policy_versions.notice import notice

    digest, number = notice(current().number, RIVER, "en").digest, count()

    def send() -> None:
        email = address % next(number) if "%" in address else address
        sent = {"name": "Heron", "email": email, "of-age": "yes", "notice": digest, "lang": "en"}
        at = f"/api/v1/forms/{RIVER}/submissions"
        answer = client.post(at, json.dumps(sent), content_type="application/json")
        assert answer.status_code == 202, answer.content

    return send


if __name__ == "__main__":
    raise SystemExit(main())
