"""Causes of undelivered mail by the names that bounce libraries use: a table of the words in which servers tell them.

The table is ``bounce_causes.toml`` beside this file; its names are those of Sisimai 5, each with whose words they are.
"""

import re
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class Cause:
    """Why a server did not take a mail.

    Args:
        name: as Sisimai calls it, ``userunknown``.
        reason: what it is for us, a `returned.Reason`.
        source: whose words they are.
        words: by which a server tells it.
    """

    name: str
    reason: str
    source: str
    words: re.Pattern[str]


def _cause(row: dict[str, Any], mailbox: str) -> Cause:
    words = re.compile("|".join(row["words"]).replace("MAILBOX", mailbox), re.IGNORECASE)
    return Cause(row["name"], row["reason"], row["source"], words)


_TABLE = tomllib.loads(Path(__file__).with_suffix(".toml").read_text("utf-8"))
CAUSES: tuple[Cause, ...] = tuple(_cause(row, _TABLE["mailbox"]) for row in _TABLE["cause"])
_NAMES = re.compile(r"https?://\S++|(?<![^\s<>@])[^\s<>@]++@[^\s<>@:]++|(?<![\w.-])[\w.-]++\[[\da-f.:]{3,45}\]")
"""Addresses and hosts in what a server says. Their names say nothing: a host may be called ``relay`` or ``policy``."""


def cause_in(words: str) -> Cause | None:
    """The cause that the words of a server tell; None where nothing known is there."""
    plain = _NAMES.sub("<>", words)
    return next((cause for cause in CAUSES if cause.words.search(plain)), None)
