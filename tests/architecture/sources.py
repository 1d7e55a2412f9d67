"""The files of the program, as the repository has them."""

import ast
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
SOURCES = [
    ROOT / name
    for name in subprocess.run(
        ["git", "ls-files", "--", "azukari/*.py"], capture_output=True, text=True, cwd=ROOT, check=True
    ).stdout.splitlines()
    if "/migrations/" not in name and (ROOT / name).exists()
]
OURS = [path for path in SOURCES if not path.name.startswith("test_")]


def trees(spelled: str) -> Iterator[tuple[Path, str, ast.Module]]:
    """Each of our files in whose text something stands that a test looks for, with the text and its tree.

    To read all of them as Python takes seconds each time.

    Args:
        spelled: a regular expression of what every place that is looked for has in it.
    """
    looked_for = re.compile(spelled, re.MULTILINE)
    for path in OURS:
        if looked_for.search(text := path.read_text("utf-8")):
            yield path, text, ast.parse(text)
