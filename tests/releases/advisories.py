"""`bin/advisories`: what is published about the libraries that a release is made of; ends with 0 (none), 1 (these) or 3
(unknown: nobody answered, or not about all of them).
"""

import re
import sys
from collections.abc import Mapping
from pathlib import Path

from azukari.features.audits.advisories import known
from azukari.lib.control import Unknown

ROOT = Path(__file__).resolve().parents[2]
NONE, THESE, UNKNOWN = 0, 1, 3
_PINNED = re.compile(r"^([A-Za-z0-9._-]+)(?:\[[^]]*\])?==([^ ;\\]+)", re.MULTILINE)


def locked(lock: Path = ROOT / "requirements.lock") -> Mapping[str, str]:
    """The libraries in a lock, with their versions."""
    return dict(_PINNED.findall(lock.read_text("utf-8")))


def tell() -> int:
    """Say it in a line each; returns the exit code."""
    libraries, found = locked(), []
    try:
        for sentence in known(libraries):
            found.append(sentence)
            print(sentence)
    except Unknown as doubt:
        print(f"advisories: UNKNOWN. {doubt.sentence}")
        return THESE if found else UNKNOWN
    print(f"advisories: {len(found)} of {len(libraries)} libraries have known weaknesses.")
    return THESE if found else NONE


if __name__ == "__main__":
    sys.exit(tell())
