"""The day in a test is the organisation's: `timezone.localdate()` tells what its wall shows, from the first line on.

A page activates that zone in the thread that shows it. Whether one was shown before a test, in the same process,
decides nothing any more.
"""

from django.utils import timezone

ZONE = "Asia/Tokyo"
"""Of every policy that tests publish."""


def pytest_runtest_setup() -> None:
    timezone.activate(ZONE)
