"""The gate: how many decisions it makes in a second for one person and for many, and what share of a transfer it takes.

``python -m benchmarks.gate [--people 100000]``. The people are made in bulk through the sealing functions of the forms;
a transfer is the real verb: every person judged at their turn, opened, recorded in the ledger, and sealed with age.
"""

import argparse
import time
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from benchmarks import instance
from benchmarks.table import show

SINGLE = 20_000
CHUNK = 10_000


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--people", type=int, default=100_000)
    people = parser.parse_args().people
    with instance.standing():
        _measure(people)


class Memory:
    """What the process holds itself (``RssAnon``), and what it has mapped of files (``RssFile``), in MB."""

    def __init__(self) -> None:
        self.first = self.most = self._now("RssAnon")
        self.mapped = self._now("RssFile")

    def look(self, position: int = 0) -> None:  # noqa: ARG002 - how far the transfer is does not matter here
        self.most, self.mapped = max(self.most, self._now("RssAnon")), max(self.mapped, self._now("RssFile"))

    @staticmethod
    def _now(what: str) -> int:
        told = Path("/proc/self/status").read_text("ascii")
        return next(int(line.split()[1]) for line in told.splitlines() if line.startswith(f"{what}:")) // 1024


def _clock() -> datetime:
    return datetime.now(UTC)


def _timed[T](work: Callable[[], T]) -> tuple[float, T]:
    begun = time.perf_counter()
    done = work()
    return time.perf_counter() - begun, done


def _reader(start: int, number: int) -> dict[str, str]:
    return {"email": f"reader{start + number}@example.org"}


def _measure(people: int) -> None:
    from azukari.core.policy_versions.current import current
    from azukari.core.transfers import batch, deliver
    from azukari.core.transfers.disclose import preview
    from azukari.core.transfers.standing import standing_of
    from azukari.policy.disclose import may_disclose
    from azukari.policy.disclosure import Demand, DisclosureGround, Subject
    from tests.disclosure import office
    from tests.vault_search.crowd import gather

    now = _clock()
    office.engaged(now=now)
    for start in range(0, people, CHUNK):
        count = min(CHUNK, people - start)
        gather(count, partial(_reader, start), form="magazine")
    policy, standing = current().policy, standing_of(office.KOTORI)
    demand = Demand(office.KOTORI, "magazine", office.EMAIL, DisclosureGround.CONTRACT)
    somebody = Subject(living=True)

    def decide() -> None:
        for _ in range(SINGLE):
            may_disclose(policy, demand, standing=standing, subject=somebody, now=now)

    pure, _none = _timed(decide)
    many, seen = _timed(lambda: preview(office.wish(), now=_clock()))
    spent = 0.0
    authorize = batch.authorize_batch

    def timed_authorize(*args: object) -> object:
        nonlocal spent
        took, made = _timed(lambda: authorize(*args))  # type: ignore[arg-type]
        spent += took
        return made

    vars(deliver)["authorize_batch"] = timed_authorize
    transfer = office.approved(office.wish(), now=_clock())
    memory = Memory()
    whole, done = _timed(lambda: deliver.run(transfer.id, clock=_clock, progress=memory.look))
    memory.look()
    show(
        f"The gate, {people:,} people, SQLite (synchronous=FULL)",
        ["what", "seconds", "a second"],
        [
            ["a decision about one person, all questions", f"{pure:.2f}", f"{SINGLE / pure:,.0f}"],
            [f"a preview of {seen.people:,}, facts in sets", f"{many:.2f}", f"{seen.people / many:,.0f}"],
            [f"a transfer of {people:,}, sealed ({done.state})", f"{whole:.2f}", f"{people / whole:,.0f}"],
            ["of that the gate: facts and decisions", f"{spent:.2f}", f"{people / spent:,.0f}"],
        ],
    )
    print(f"The gate takes {spent / whole:.0%} of the transfer.")
    print(
        f"The program's own memory grew from {memory.first} to {memory.most} MB; besides, up to {memory.mapped} MB of"
        f" files are mapped, the database's first of all, which the system takes back when it needs them. The sealed"
        f" file is {done.file_size / 1e6:.1f} MB."
    )


if __name__ == "__main__":
    main()
