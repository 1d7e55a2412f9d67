"""What goes on beside others in `benchmarks.others`: erasures, or readings of the whole database, without a pause."""

import sys
import threading
import time
from pathlib import Path
from uuid import UUID

from benchmarks import instance

GONE = 10_000


def main() -> int:
    kind, root, url = sys.argv[1], Path(sys.argv[2]), sys.argv[3]
    instance.make(root, url=url)
    from azukari.core.database.write_backoff import let_others_write
    from azukari.core.vault.scan import all_remains
    from azukari.lib.identifier import new_ids
    from benchmarks.request_steps import erase

    people = iter((root / "to-erase.txt").read_text("ascii").split())
    gone, stop = new_ids(GONE), threading.Event()
    threading.Thread(target=_await_end, args=(stop,), daemon=True).start()
    print("ready", flush=True)
    began, done = time.monotonic(), 0
    while not stop.is_set():
        if kind == "read":
            assert all_remains(gone) == {}
        else:
            person = next(people, None)
            if person is None:
                raise SystemExit("There was nobody left to erase.")
            erase(UUID(person))
            let_others_write()  # as the worker does
        done += 1
    print(f"meanwhile: {kind}, {done} times in {time.monotonic() - began:.0f} s")
    return 0


def _await_end(stop: threading.Event) -> None:
    sys.stdin.readline()
    stop.set()


if __name__ == "__main__":
    sys.exit(main())
