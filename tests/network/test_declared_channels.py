"""The whole program at work in a network that has nothing but the declared channels: it tries no other (P18, P21).

Two listen. The ears (`ears`) hear whatever Python tries, and need no privilege. The wall (`wall`) is the kernel's: a
network of its own in which nothing else can be reached, and which counts what tried, native libraries included. Where
the wall is not granted, the ears alone decide, and the test says so.
"""

import json
import os
import subprocess
import sys
import warnings
from pathlib import Path
from typing import Any

import pytest

_HERE = Path(__file__).resolve().parents[2]
_TRY = """
import socket, sys
sys.path.insert(0, {root!r})
from tests.network import wall
walled = wall.enclose()
import subprocess
env = {{"PYTHONPATH": {ears!r}, "AZUKARI_TEST_CONNECTIONS": {heard!r}}}
code = "import socket; s = socket.socket(); s.settimeout(1); s.connect_ex(('192.0.2.1', 443))"
subprocess.run([sys.executable, "-c", code], env=env, check=False)
native = "import ctypes, socket; s = socket.socket(); "
native += "a = b'\\\\x02\\\\x00\\\\x01\\\\xbb\\\\xc0\\\\x00\\\\x02\\\\x01' + bytes(8); "
native += "s.setblocking(False); ctypes.CDLL(None).connect(s.fileno(), a, 16)"
subprocess.run([sys.executable, "-c", native], env=env, check=False)
print(walled, wall.turned_away() if walled else 0)
"""


def _heard(file: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in file.read_text("utf-8").splitlines()]


def _is_declared(attempt: dict[str, Any], channels: list[list[Any]]) -> bool:
    """Whether somebody tried a channel that there is, or asked for this machine's own name."""
    to = attempt["to"]
    if attempt["event"].startswith("socket.get"):
        return to in ("127.0.0.1", "localhost", None, "")
    host, port = (to[0], to[1]) if isinstance(to, list) else (to, None)
    return host in ("127.0.0.1", "::1") and port in {known for _host, known in channels}


def _journey(folder: Path) -> dict[str, Any]:
    engine = "postgresql" if os.environ.get("AZUKARI_DATABASE") else "sqlite"
    words = [sys.executable, "-m", "tests.network.journey", str(folder), engine]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("AZUKARI_")}
    done = subprocess.run(words, cwd=_HERE, env=environment, capture_output=True, text=True, check=False, timeout=500)
    assert done.returncode == 0, done.stderr[-3000:]
    told: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return told


def test_the_program_tries_no_channel_that_is_not_declared(tmp_path: Path) -> None:
    told = _journey(tmp_path)
    events = {attempt["event"] for attempt in told["heard"]}
    assert "socket.connect" in events, "Nobody listened: mail and webhook at least are tried."
    assert [attempt for attempt in told["heard"] if not _is_declared(attempt, told["channels"])] == []
    if told["walled"]:
        assert told["interfaces"] == ["lo"]
        assert told["turned_away"] == 0
    else:
        warnings.warn("No network of one's own is granted here: only what Python tries was heard.", stacklevel=1)


def test_another_channel_would_be_noticed(tmp_path: Path) -> None:
    heard = tmp_path / "heard.jsonl"
    code = _TRY.format(root=str(_HERE), ears=str(Path(__file__).parent / "ears"), heard=str(heard))
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    walled, turned_away = done.stdout.split()
    attempts = [attempt for attempt in _heard(heard) if not _is_declared(attempt, [])]
    assert [attempt["to"] for attempt in attempts] == [["192.0.2.1", 443]], "The ears hear what Python tries."
    if walled == "True":
        assert int(turned_away) == 2, "The wall counts what any language tries."
    else:
        pytest.xfail("No network of one's own is granted here.")
