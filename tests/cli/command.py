"""Running the command as a shell would."""

import os
import subprocess
import sys
from pathlib import Path

from tests import warm

_HERE = Path(__file__).resolve().parents[2]


def azukari(*words: str, cwd: Path | None = None, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run ``azukari WORDS`` in an environment that names no instance."""
    return warm.run(*words, environment=_nameless() | environment, cwd=cwd)


def cold(*words: str, cwd: Path | None = None, **environment: str) -> subprocess.CompletedProcess[str]:
    """The same by a Python that starts for it and reads the program as it goes, as when somebody types it."""
    return subprocess.run(
        [sys.executable, "-P", "-m", "azukari.cli", *words],
        capture_output=True,
        text=True,
        cwd=cwd or _HERE,
        env=_nameless() | environment,
        check=False,
        timeout=120,
    )


def _nameless() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if not name.startswith(("AZUKARI_", "DJANGO_"))}


def one_sentence(text: str) -> bool:
    """Whether stderr is what a person should read: a line or two, no traceback."""
    return bool(text.strip()) and "Traceback" not in text and len(text.strip().splitlines()) <= 2
