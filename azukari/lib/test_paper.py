"""A PDF is made without running another program, from the first one of a process on."""

import subprocess
import sys

_ALONE = """
import ctypes.util, sys

find = ctypes.util.find_library

def told(event, arguments):
    if event in ("subprocess.Popen", "os.posix_spawn", "os.fork", "os.exec"):
        raise SystemExit(f"{event}: {arguments[0]}")

sys.addaudithook(told)
from azukari.lib.paper import pdf

for _ in range(2):
    assert pdf("<p>紙</p>").startswith(b"%PDF-")
assert ctypes.util.find_library is find
"""


def test_no_program_is_run_for_it() -> None:
    done = subprocess.run([sys.executable, "-c", _ALONE], capture_output=True, text=True, check=False)  # noqa: S603 - our own words
    assert (done.returncode, done.stderr) == (0, "")
