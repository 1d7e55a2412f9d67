"""The files of the program, as the repository has them."""

import subprocess
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
