"""Confirmed sign-ups of a campaign a second, with its page read and its count made beside them, in one process.

    python -m benchmarks.campaign                                   2,000 sign-ups on SQLite
    python -m benchmarks.campaign --signatures 20000 --engine postgresql

Each sign-up is received and confirmed by the real verbs, every value sealed, grants and ledger included, in two
transactions. Beside them one thread asks for the campaign's page through the whole stack of Django, and another
counts, as the worker does. At the end the signatures are recounted by hand: the counter error is the difference.
"""

import argparse
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime

from benchmarks import instance
from benchmarks.table import show

FORM = "plastic-free-river"


def _options() -> argparse.Namespace:
    reader = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    reader.add_argument("--signatures", type=int, default=2_000, metavar="N")
    reader.add_argument("--engine", choices=("sqlite", "postgresql"), default="sqlite")
    return reader.parse_args()


def main() -> int:
    options = _options()
    with instance.folder() as root, instance.database(options.engine) as url:
        instance.make(root / "instance", url=url)
        rows = _measure(options.signatures)
    show(f"A campaign ({options.engine})", ("what", "value"), rows)
    return 0


def _measure(number: int) -> list[tuple[str, str]]:
    from django.test import Client

    from azukari.campaigns.counting import count_all
    from azukari.campaigns.models import Signature, SignatureCount

    client, times, over = Client(SERVER_NAME="127.0.0.1"), list[float](), threading.Event()

    def read() -> None:
        begun = time.perf_counter()
        assert client.get(f"/en/campaigns/{FORM}").status_code == 200
        times.append(time.perf_counter() - begun)
        time.sleep(0.02)

    beside = [_beside(read, over), _beside(lambda: _count(count_all), over)]
    begun = time.perf_counter()
    for each in range(number):
        _sign(each)
    took = time.perf_counter() - begun
    over.set()
    for thread in beside:
        thread.join()
    count_all(datetime.now(UTC))
    error = SignatureCount.objects.get(form=FORM).count - len({*Signature.objects.values_list("person_id", flat=True)})
    times.sort()
    return [
        ("confirmed sign-ups a second", f"{number / took:,.0f}"),
        ("the page beside them, p95 (ms)", f"{1000 * times[max(0, -(-95 * len(times) // 100) - 1)]:.1f}"),
        ("the page was read", f"{len(times):,}"),
        ("counter error", str(error)),
    ]


def _beside(act: Callable[[], object], over: threading.Event) -> threading.Thread:
    from django.db import connection

    def run() -> None:
        act()
        while not over.is_set():
            act()
        connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    return thread


def _count(count_all: Callable[[datetime], int]) -> None:
    count_all(datetime.now(UTC))
    time.sleep(0.5)


def _sign(number: int) -> None:
    from django.db import transaction

    from azukari.charter.current import current
    from azukari.charter.notice import notice
    from azukari.forms.accept import accept
    from azukari.forms.answers import Answers, read
    from azukari.forms.intake import receive
    from azukari.forms.models import Channel, Submission

    charter, now = current(), datetime.now(UTC)
    form = charter.form(FORM)
    assert form is not None
    data = {"name": f"Signer {number}", "email": f"signer{number}@example.org", "of-age": "yes"}
    answers = read(form, charter.policy, data, lang="en")
    assert isinstance(answers, Answers), answers
    digest = notice(charter.number, FORM, "en").digest
    got = receive(
        charter=charter, form=form, answers=answers, lang="en", notice=digest, channel=Channel.PAGE, now=now, mail=True
    )
    with transaction.atomic(durable=True):
        accept(Submission.objects.get(id=got.id), now=now)


if __name__ == "__main__":
    raise SystemExit(main())
