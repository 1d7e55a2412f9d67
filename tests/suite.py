"""`bin/test`: the whole suite on SQLite and on PostgreSQL, side by side; what touches no database runs once.

Ends non-zero if a suite fails, runs no test at all, or cannot run.
"""

import argparse
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from types import FrameType
from typing import NoReturn

from tests.postgres import NoPostgresError, cluster

_HERE = Path(__file__).resolve().parent.parent
_PURE = ("azukari/policy", "azukari/lib", "tests/architecture")
_SQLITE, _POSTGRESQL = "sqlite", "postgresql"
_NO_TEST = 5  # pytest's exit code for an empty run


def _command(words: Sequence[str]) -> list[str]:
    return [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "--durations=10", "--durations-min=5", *words]


def _environment(engine: str, more: dict[str, str]) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("AZUKARI_")}
    return kept | more | {"AZUKARI_TEST_ENGINE": engine, "PYTHONUNBUFFERED": "1"}


def _title(engine: str) -> None:
    sys.stdout.write(f"\n######## the suite on {engine} ########\n")
    sys.stdout.flush()


def _outcome(engine: str, code: int) -> str:
    if code == _NO_TEST:
        return f"{engine}: no test was run"
    return f"{engine}: {'passed' if code == 0 else f'FAILED (pytest ended with {code})'}"


def _both(words: Sequence[str], postgres: dict[str, str], pure: Sequence[str]) -> dict[str, int]:
    """Run both engines at once; the second one's report is shown when the first has ended."""
    with tempfile.TemporaryFile("w+") as report:
        other = subprocess.Popen(
            _command([*words, *pure]),
            cwd=_HERE,
            env=_environment(_POSTGRESQL, postgres),
            stdout=report,
            stderr=subprocess.STDOUT,
        )
        try:
            _title(_SQLITE)
            first = subprocess.run(_command(words), cwd=_HERE, env=_environment(_SQLITE, {}), check=False).returncode
            second = other.wait()
        finally:
            other.terminate()
        _title(_POSTGRESQL)
        report.seek(0)
        sys.stdout.write(report.read())
    return {_SQLITE: first, _POSTGRESQL: second}


def _one(engine: str, words: Sequence[str], more: dict[str, str]) -> dict[str, int]:
    _title(engine)
    code = subprocess.run(_command(words), cwd=_HERE, env=_environment(engine, more), check=False).returncode
    return {engine: code}


def _end(number: int, frame: FrameType | None) -> NoReturn:
    sys.exit(128 + number)


def main() -> int:
    signal.signal(signal.SIGTERM, _end)  # so that PostgreSQL is stopped as well
    reader = argparse.ArgumentParser(prog="bin/test", description=__doc__, epilog="Everything else goes to pytest.")
    reader.add_argument("--fast", action="store_true", help="SQLite only, without a browser")
    reader.add_argument("--only", choices=(_SQLITE, _POSTGRESQL), help="one engine only")
    args, words = reader.parse_known_args()
    if args.fast:
        words = ["-m", "not browser", *words]
        args.only = args.only or _SQLITE
    chosen = any((_HERE / word.partition("::")[0]).exists() for word in words if not word.startswith("-"))
    pure = [] if chosen else [f"--ignore={path}" for path in _PURE]
    try:
        if args.only == _SQLITE:
            codes = _one(_SQLITE, words, {})
        else:
            with cluster() as postgres:
                codes = _one(_POSTGRESQL, words, postgres) if args.only else _both(words, postgres, pure)
    except NoPostgresError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    sys.stdout.write("\n" + "\n".join(_outcome(engine, code) for engine, code in codes.items()) + "\n")
    return 1 if any(codes.values()) else 0


if __name__ == "__main__":
    sys.exit(main())
