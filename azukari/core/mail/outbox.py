"""Mail as files: where no mail server is named, each message lands in the instance's ``outbox`` as ``.eml``."""

import os
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend


class OutboxBackend(BaseEmailBackend):
    """Write each message whole or not at all, named by the time it was written."""

    def __init__(self, *, folder: str, **options: Any) -> None:
        super().__init__(**options)
        self.folder = Path(folder)

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        for message in email_messages:
            name = f"{time.time_ns()}-{os.urandom(3).hex()}"
            part = self.folder / f".{name}.part"
            part.write_bytes(message.message().as_bytes())
            part.rename(self.folder / f"{name}.eml")
        return len(email_messages)
