"""nodemailer, as npm has it, for the comparison of `benchmarks.mailing`; where there is no npm, there is none of it."""

import json
import os
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path
from resource import struct_rusage

SCRIPT = Path(__file__).with_suffix(".mjs")


def installed(folder: Path) -> bool:
    """Whether it could be had, in that folder."""
    npm, folder = shutil.which("npm"), folder / "nodemailer"
    if not npm or not shutil.which("node"):
        return False
    folder.mkdir()
    words = ["install", "--no-audit", "--no-fund", "--ignore-scripts", "--silent", "--fetch-retries=0", "nodemailer@10"]
    try:
        done = subprocess.run([npm, *words, "--prefix", str(folder)], check=False, capture_output=True, timeout=60)
    except subprocess.TimeoutExpired:
        return False
    return done.returncode == 0


def send(
    folder: Path, texts: Sequence[tuple[str, str]], *, count: int, processes: int, connections: int, port: int
) -> list[struct_rusage]:
    """Send so many messages by so many processes; returns what each used.

    Args:
        texts: text and HTML of each language, in which every second message is.
    """
    children = []
    for first in range(processes):
        told = {"port": port, "connections": connections, "texts": texts, "first": first, "count": count}
        child = subprocess.Popen(["node", str(SCRIPT), str(folder / "nodemailer")], stdin=subprocess.PIPE)
        assert child.stdin
        child.stdin.write(json.dumps({**told, "step": processes}).encode())
        child.stdin.close()
        children.append(child)
    used = []
    for child in children:
        _id, status, usage = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
        assert child.returncode == 0
        used.append(usage)
    return used
