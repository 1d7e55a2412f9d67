"""The web process is killed while eight visitors send forms over HTTP: whatever was acknowledged is there, and is
written to; what was interrupted is there whole or not at all (law 5).
"""

import json
import os
import random
import signal
import threading
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from email.parser import BytesHeaderParser
from itertools import count
from urllib.error import URLError

from tests.attack.processes import web_process
from tests.live import Program
from tests.sizes import how_many
from tests.visits import ask, sign_up, until

_KILLS = how_many("AZUKARI_WEB_KILLS")
_VISITORS = 8
_LONGEST = 1.5  # seconds from the first answer until a kill
_SEED = 20261128


@dataclass
class Heard:
    """What the visitors were told.

    Args:
        by_address: the reference that each acknowledged address was given.
        asked: how many forms were sent, answered or not.
    """

    by_address: dict[str, str] = field(default_factory=dict)
    asked: int = 0


def _visit(program: Program, number: int, heard: Heard, over: threading.Event) -> None:
    for turn in count():
        if over.is_set():
            return
        address = f"v{number}-{turn}@example.org"
        heard.asked += 1
        with suppress(URLError, OSError):  # the process was killed under this one
            answer = sign_up(program, address)
            if answer.status == 202:
                heard.by_address[address] = json.loads(answer.words)["id"]


def _written_to(program: Program, seen: dict[str, str]) -> set[str]:
    """To whom mail went; each message is read once."""
    for path in (program.root / "outbox").glob("*.eml"):
        if path.name not in seen:
            seen[path.name] = BytesHeaderParser().parsebytes(path.read_bytes())["To"]
    return set(seen.values())


def _told(each: Sequence[Heard]) -> int:
    return sum(len(heard.by_address) for heard in each)


def _answers(program: Program) -> bool:
    with suppress(URLError, OSError):
        return ask(program, "/healthz").status == 200
    return False


def test_what_was_acknowledged_before_a_kill_is_there(own_program: Program) -> None:
    own_program.start()
    sign_up(own_program, "first@example.org")  # asks for the notice once, for all of them
    draw, over = random.Random(_SEED), threading.Event()
    each = [Heard() for _ in range(_VISITORS)]
    with ThreadPoolExecutor(_VISITORS) as crowd:
        for number, heard in enumerate(each):
            crowd.submit(_visit, own_program, number, heard, over)
        try:
            for _ in range(_KILLS):
                before = _told(each)
                until(lambda before=before: _told(each) > before)  # type: ignore[misc]
                time.sleep(draw.uniform(0, _LONGEST))
                os.kill(web_process(own_program), signal.SIGKILL)
                until(lambda: _answers(own_program))
        finally:
            over.set()
    told = {address: id for heard in each for address, id in heard.by_address.items()}
    kept = own_program.python(
        "from azukari.core.forms.models import Submission\nprint(*Submission.objects.values_list('id', flat=True))"
    )
    assert len(told) > _KILLS
    assert not set(told.values()) - set(kept.split()), "acknowledged, and lost"
    assert len(told) < len(kept.split()) <= 1 + sum(heard.asked for heard in each)
    letters: dict[str, str] = {}
    until(lambda: told.keys() <= _written_to(own_program, letters))
    own_program.azukari("ledger", "verify")
    count = "from azukari.core.vault.inspect import orphans\nfrom django.utils import timezone\n"
    assert own_program.python(f"{count}print(len(list(orphans(timezone.now()))))").strip() == "0"
