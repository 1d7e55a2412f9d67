"""A process of ours leaves no core dump, whatever ends it."""

import os
import signal
import subprocess
import sys

_CRASH = """
import ctypes, os, resource, signal, sys
resource.setrlimit(resource.RLIMIT_CORE, (resource.getrlimit(resource.RLIMIT_CORE)[1],) * 2)
if sys.argv[1] == "forbid":
    from azukari.lib import core_dumps
    core_dumps.forbid()
print(resource.getrlimit(resource.RLIMIT_CORE)[0], ctypes.CDLL(None).prctl(3, 0, 0, 0, 0), flush=True)
os.kill(os.getpid(), signal.SIGSEGV)
"""


def _crashed(way: str) -> tuple[list[str], bool]:
    """The limit of core dumps and whether the process is dumpable, as it says; and whether the kernel dumped it."""
    with subprocess.Popen(  # noqa: S603 - our own program
        [sys.executable, "-c", _CRASH, way], stdout=subprocess.PIPE, text=True
    ) as process:
        told = process.stdout.read().split()
        _pid, status = os.waitpid(process.pid, 0)
        process.returncode = 0
    assert os.WTERMSIG(status) == signal.SIGSEGV
    return told, os.WCOREDUMP(status)


def test_a_process_that_forbids_them_leaves_none(tmp_path, monkeypatch):
    monkeypatch.setenv("PYTHONPATH", os.getcwd())  # noqa: PTH109
    monkeypatch.chdir(tmp_path)
    assert _crashed("forbid") == (["0", "0"], False)
    assert list(tmp_path.iterdir()) == []


def test_a_verb_forbids_them():
    words = "import ctypes, sys; from azukari.cli.__main__ import main; main(['--version'])"
    asked = f"try:\n    {words}\nexcept SystemExit:\n    pass\nprint(ctypes.CDLL(None).prctl(3, 0, 0, 0, 0))"
    done = subprocess.run(  # noqa: S603 - our own program
        [sys.executable, "-c", asked], capture_output=True, text=True, check=True
    )
    assert done.stdout.split()[-1] == "0"
