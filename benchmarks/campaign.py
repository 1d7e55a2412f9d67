"""Confirmed sign-ups of a campaign a second, with its page read and its count made beside them, in one process.

    python -m benchmarks.campaign                                   2,000 sign-ups on SQLite
    python -m benchmarks.campaign --signatures 20000 --engine postgresql

Each sign-up is received and, by the link of its mail, confirmed by the real verbs: every value sealed, grants, ledger
and the receipt's mail included, every commit on disk. So many sign at a time as the server has threads. Beside them one
thread asks for the campaign's page through the whole stack of Django, and another counts, as the worker does. At the
end the signatures are recounted by hand: the counter error is the difference. Where others use the processor too, the
time that a sign-up takes of it says more than the clock.
"""

import threading
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from queue import Empty, SimpleQueue

from benchmarks import instance
from benchmarks.growth import p95
from benchmarks.table import show

FORM = "plastic-free-river"
_WARM = 20


def main() -> int:
    reader = instance.reader(__doc__)
    reader.add_argument("--signatures", type=int, default=2_000, metavar="N")
    reader.add_argument("--at-once", type=int, default=0, metavar="N", help="so many sign at a time")
    options = reader.parse_args()
    with instance.standing(options.engine):
        rows = _measure(options.signatures, options.at_once)
    show(f"A campaign ({options.engine})", ("what", "value"), rows)
    return 0


def _measure(number: int, at_once: int) -> list[tuple[str, str]]:
    from django.test import Client

    from azukari.features.campaigns.counting import count_all
    from azukari.features.campaigns.models import Signature, SignatureCount
    from azukari.site.server import THREADS

    client, times, over = Client(SERVER_NAME="127.0.0.1"), list[float](), threading.Event()

    def read() -> None:
        begun = time.perf_counter()
        assert client.get(f"/en/campaigns/{FORM}").status_code == 200
        times.append(time.perf_counter() - begun)
        time.sleep(0.02)

    for each in range(_WARM):
        _sign(-each - 1)
    beside = [_Beside(read, over), _Beside(lambda: _count(count_all), over)]
    begun, worked = time.perf_counter(), time.process_time()
    _together(number, at_once or THREADS)
    took, worked = time.perf_counter() - begun, time.process_time() - worked
    over.set()
    for thread in beside:
        thread.join()
        worked -= thread.worked
    count_all(datetime.now(UTC))
    error = SignatureCount.objects.get(form=FORM).count - len({*Signature.objects.values_list("person_id", flat=True)})
    return [
        ("confirmed sign-ups a second", f"{number / took:,.0f}"),
        ("processor for each (ms)", f"{1000 * worked / number:.2f}"),
        ("the page beside them, p95 (ms)", f"{1000 * p95(times):.1f}"),
        ("the page was read", f"{len(times):,}"),
        ("counter error", str(error)),
    ]


def _together(number: int, at_once: int) -> None:
    """So many sign-ups, by so many threads."""
    from django.db import connection

    numbers = SimpleQueue[int]()
    for each in range(number):
        numbers.put(each)

    def run() -> None:
        with suppress(Empty):
            while True:
                _sign(numbers.get_nowait())
        connection.close()

    threads = [threading.Thread(target=run) for _ in range(at_once)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


class _Beside(threading.Thread):
    """What goes on beside the sign-ups, and how long it had the processor."""

    def __init__(self, act: Callable[[], object], over: threading.Event) -> None:
        super().__init__()
        self._act, self._over, self.worked = act, over, 0.0
        self.start()

    def run(self) -> None:
        from django.db import connection

        self._act()
        while not self._over.is_set():
            self._act()
        self.worked = time.thread_time()
        connection.close()


def _count(count_all: Callable[[datetime], int]) -> None:
    count_all(datetime.now(UTC))
    time.sleep(0.5)


def _sign(number: int) -> None:
    from azukari.core.forms.answers import Answers, read
    from azukari.core.forms.confirm import LINK, confirm
    from azukari.core.forms.intake import IntakeOptions, receive
    from azukari.core.forms.models import Channel
    from azukari.core.policy_versions.current import current
    from azukari.core.policy_versions.notice import notice

    charter, now = current(), datetime.now(UTC)
    form = charter.form(FORM)
    assert form is not None
    data = {"name": f"Signer {number}", "email": f"signer{number}@example.org", "of-age": "yes"}
    answers = read(form, charter.policy, data, lang="en")
    assert isinstance(answers, Answers), answers
    digest = notice(charter.number, FORM, "en").digest
    got = receive(
        charter=charter,
        form=form,
        answers=answers,
        lang="en",
        notice=digest,
        channel=Channel.PAGE,
        now=now,
        options=IntakeOptions(mail=True),
    )
    confirm(LINK.token(got.id, expires=now + timedelta(days=1)), now=datetime.now(UTC))


if __name__ == "__main__":
    raise SystemExit(main())
