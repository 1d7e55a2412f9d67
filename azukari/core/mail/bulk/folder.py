"""Delivery into a folder, where no mail server is named: each message a file that appears whole."""

import time
from collections import deque
from collections.abc import Callable, Iterable
from datetime import datetime
from pathlib import Path

from azukari.core.mail.bulk.deliver import Ask, Delivered, Render, kept_back
from azukari.core.mail.bulk.journal import Journal
from azukari.core.mail.bulk.message import Ready, Result
from azukari.core.mail.bulk.standing import Stopped
from azukari.lib import private_file
from azukari.policy.mailing import MessageState


class Folder:
    """Into the outbox, where no mail server is named: each message a file that appears whole."""

    def __init__(self, folder: Path, journal: Journal, clock: Callable[[], datetime]) -> None:
        self._folder, self._journal, self._clock = folder, journal, clock

    def run(self, ready: Iterable[Ready], standing: Ask, render: Render) -> Delivered:
        """Write what may go."""
        delivered, queue = Delivered(), deque(ready)
        asked = standing(lambda: list(queue))
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        try:
            while queue:
                against = asked.against(queue[0])
                message = queue.popleft()
                if against:
                    delivered.results.append(kept_back(message, against))
                    continue
                self._write(message, render(message, self._clock()))
                delivered.results.append(Result(message.row, MessageState.SENT, tried=1))
        except Stopped as stopped:
            delivered.stopped = stopped.code or "stopped"
        return delivered

    def _write(self, message: Ready, content: bytes) -> None:
        name = f"{time.time_ns()}-{message.row.id}"
        part = self._folder / f".{name}.part"
        with private_file.write(part) as file:
            file.write(content)
        self._journal.begun(message.row.id)
        part.rename(self._folder / f"{name}.eml")
        self._journal.taken(message.row.id)

    def close(self) -> None:
        """Nothing is open."""
