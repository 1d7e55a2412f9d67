"""`python -m tests.money --histories 1000`: book generated account histories, and count what is wrong with the books.

Runs the test of them (`features/members/tests/test_histories.py`), so many of them; ends as it does.
"""

import argparse
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.money", description=__doc__)
    parser.add_argument("--histories", type=int, default=1000, help="how many (1000)")
    args = parser.parse_args()
    command = [sys.executable, "-m", "pytest", "-q", "azukari/features/members/tests/test_histories.py"]
    wanted = {"AZUKARI_HISTORIES": f"{args.histories}"}
    return subprocess.run(command, cwd=ROOT, env=os.environ | wanted, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
