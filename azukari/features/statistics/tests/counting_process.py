"""A process of its own that counts visitors on one day, waits to be told, and goes on to the next; so that its memory
can be searched from outside. Among other tests, copies of theirs would be found as well.
"""

import json
import os
import sys
from datetime import date

from django.db import connection

from azukari.features.statistics import audience
from azukari.features.statistics.models import Audience

DAY, NEXT = date(2026, 11, 30), date(2026, 12, 1)
VISITORS = [f"203.0.113.{number}" for number in range(100)]
MASK = bytes(range(101, 117))


def _masked(salt: bytearray) -> bytearray:
    """The salt as it may be told: telling it leaves copies behind, which must not be found."""
    made = bytearray(len(MASK))  # of its size at once: what grows leaves copies behind
    for place, mask in enumerate(MASK):
        made[place] = salt[place] ^ mask
    return made


def _tell(what: object) -> None:
    os.write(1, json.dumps(what).encode() + b"\n")


def run() -> None:
    """Count, tell the salt and what the sketch holds, wait for a line, go on to the next day, tell how many came."""
    with connection.schema_editor() as editor:
        editor.create_model(Audience)
    for address in VISITORS:
        audience.saw("own", DAY, address, "Browser")
    [known] = audience.periods._days.values()
    told = {"salt": _masked(known.salt).hex(), "registers": bytes(known.sites["own"].registers).hex()}
    _tell(told)
    sys.stdin.readline()
    audience.write(run=1, today=NEXT)
    _tell({"people": Audience.objects.get().people})
    sys.stdin.readline()
