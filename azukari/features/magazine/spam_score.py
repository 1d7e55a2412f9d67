"""Spam score: what a filter on this machine (rspamd or SpamAssassin, if one is installed) makes of an issue.

It is shown the sample, which nobody's data is in, and asks no service on the network.
"""

import json
import re
import shutil
import subprocess
from dataclasses import dataclass

_SECONDS = 30
_COMMANDS = (("rspamd", ("rspamc", "--json", "symbols")), ("SpamAssassin", ("spamassassin", "-L", "-t")))
_STATUS = re.compile(rb"score=(-?[0-9.]+) required=(-?[0-9.]+)")


@dataclass(frozen=True, slots=True)
class Score:
    """What a filter counts against an email, and the score from which on it holds one for unwanted."""

    score: float
    limit: float


def filter_here() -> str:
    """The filter that is installed, by its name; ``""`` where there is none."""
    return next((name for name, command in _COMMANDS if shutil.which(command[0])), "")


def score(raw: bytes) -> Score | None:
    """What it makes of an email; None where there is no filter, or it does not answer."""
    for _name, command in _COMMANDS:
        program = shutil.which(command[0])
        if program:
            try:
                words = [program, *command[1:]]
                done = subprocess.run(words, input=raw, capture_output=True, timeout=_SECONDS, check=False)  # noqa: S603 - ours
            except (OSError, subprocess.TimeoutExpired):
                return None
            return _read(done.stdout)
    return None


def _read(told: bytes) -> Score | None:
    if found := _STATUS.search(told.replace(b"\n\t", b" ")):
        return Score(float(found[1]), float(found[2]))
    try:
        said = json.loads(told)
        return Score(float(said["score"]), float(said["required_score"]))
    except (ValueError, KeyError, TypeError):
        return None
