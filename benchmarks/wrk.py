"""wrk (C, about a tenth of a core) sends requests over connections that stay open, to ours and to the bare project.

Both are served by granian on this machine, with the same database settings; rounds alternate, so that a busy machine
meets both, and what comes of them is the median of the rounds' ratios.
"""

import os
import re
import shutil
import statistics
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from urllib.error import URLError

from tests.postgres import free_port

_HERE = Path(__file__).resolve().parent
_PATIENCE = 60  # seconds until a server answers
_FINISHED = re.compile(r"(\d+) requests in")
_RATE = re.compile(r"Requests/sec:\s+([\d.]+)")
_REFUSED = re.compile(r"Non-2xx or 3xx responses: (\d+)")


def is_missing() -> bool:
    """Whether there is no wrk here, which is said."""
    if shutil.which("wrk"):
        return False
    print("The program wrk was not found: install the package wrk.", file=sys.stderr)
    return True


def send(name: str, url: str, script: str, *, connections: int, seconds: int, **told: str) -> tuple[int, float]:
    """Send for so many seconds; returns how many were answered, and how many a second.

    Args:
        name: of whoever is asked, if not everything is taken.
        script: a file of Lua beside this one.
        told: what it reads of the environment.
    """
    done = subprocess.run(
        ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "-s", str(_HERE / script), url],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, **told},
    )
    found, rate = _FINISHED.search(done.stdout), _RATE.search(done.stdout)
    if _REFUSED.search(done.stdout) or not found or not rate:
        raise SystemExit(f"{name} did not take everything in:\n{done.stdout}{done.stderr}")
    return int(found[1]), float(rate[1])


@contextmanager
def bare(environment: Mapping[str, str], threads: int, *how: str) -> Iterator[str]:
    """The bare project, served by so many threads on the database of an instance: its address."""
    port = free_port()
    command = [sys.executable, "-m", "benchmarks.bare.serve", str(port), str(threads), *how]
    server = subprocess.Popen(command, cwd=_HERE.parent, env=dict(environment))
    try:
        _await(f"http://127.0.0.1:{port}/empty")
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait(timeout=30)


def _await(url: str) -> None:
    for _ in range(_PATIENCE * 10):
        try:
            urllib.request.urlopen(url, timeout=5).close()
        except URLError:
            time.sleep(0.1)
        else:
            return
    raise SystemExit("The bare server did not answer.")


def beside(ours: Sequence[float], theirs: Sequence[float]) -> tuple[str, str, str]:
    """The medians of the rounds' rates, and of their ratios, as a table shows them."""
    ratio = statistics.median(mine / other for mine, other in zip(ours, theirs, strict=True))
    return f"{statistics.median(ours):,.0f}", f"{statistics.median(theirs):,.0f}", f"{ratio:.2f}"
