"""When a message is tried again and when it is given up; and which answers of a server end what."""

from datetime import timedelta
from smtplib import SMTPNotSupportedError, SMTPRecipientsRefused, SMTPResponseException

import pytest

from azukari.core.mail.retrying import (
    LONGEST_PAUSE,
    MOST_ATTEMPTS,
    MOST_REFUSALS,
    Try,
    breaks_off,
    is_for_good,
    next_try,
)


@pytest.mark.parametrize("attempts", [0, 1, 2, 5, 16, 17, 40])
def test_each_try_comes_twice_as_late_up_to_the_longest_pause(attempts: int) -> None:
    pause = min(timedelta(minutes=2**attempts), LONGEST_PAUSE)
    assert next_try(attempts, refused=False) == Try(attempts + 1, pause)


def test_what_a_server_will_never_take_is_given_up_after_a_few_tries() -> None:
    assert next_try(MOST_REFUSALS - 2, refused=True).attempts == MOST_REFUSALS - 1
    assert next_try(MOST_REFUSALS - 1, refused=True).attempts == MOST_ATTEMPTS
    assert next_try(MOST_REFUSALS - 1, refused=False).attempts == MOST_REFUSALS


@pytest.mark.parametrize(
    ("never", "after"), [(False, timedelta(days=4, hours=16, minutes=15)), (True, timedelta(minutes=127))]
)
def test_so_long_it_is_tried(never: bool, after: timedelta) -> None:
    attempts, passed = 0, timedelta(0)
    while (tried := next_try(attempts, refused=never)).attempts < MOST_ATTEMPTS:
        attempts, passed = tried.attempts, passed + tried.pause
    assert passed == after
    assert timedelta(hours=4) == LONGEST_PAUSE


def refused(*codes: int) -> SMTPRecipientsRefused:
    return SMTPRecipientsRefused({f"{code}@example.org": (code, b"") for code in codes})


@pytest.mark.parametrize(
    ("error", "for_good", "off"),
    [
        (SMTPNotSupportedError("no"), True, False),
        (OSError("broken"), False, True),
        (SMTPResponseException(550, b""), True, False),
        (SMTPResponseException(500, b""), True, False),
        (SMTPResponseException(599, b""), True, False),
        (SMTPResponseException(499, b""), False, False),
        (SMTPResponseException(600, b""), False, False),
        (SMTPResponseException(450, b""), False, False),
        (SMTPResponseException(421, b""), False, True),
        (refused(550), True, False),
        (refused(550, 450), False, False),
        (refused(421), False, True),
    ],
)
def test_what_an_answer_means(error: OSError, for_good: bool, off: bool) -> None:
    assert (is_for_good(error), breaks_off(error)) == (for_good, off)
