"""Runs one transfer in a process of its own, so that a test can kill it."""

import sys
from datetime import UTC, datetime
from uuid import UUID

import django

django.setup()

from django.conf import settings  # noqa: E402 - Django is set up first

settings.DATABASES["default"]["NAME"] = sys.argv[2]

from azukari.core.transfers.deliver import run  # noqa: E402


def say(position: int) -> None:
    print(position, flush=True)


run(UUID(sys.argv[1]), clock=lambda: datetime.now(UTC), progress=say)
print("done", flush=True)
