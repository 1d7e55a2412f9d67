"""An error report names code alone: whatever an error says, and whatever it passed, stays out of it."""

import logging
import sys

import pytest

from azukari.lib.failure import Foreign, Plain, describe, report, where

MARKER = "marker-aoba@example.org"


def _fall(said: str) -> None:
    held = said  # a local that a traceback with values would show
    raise KeyError(held)


def _caught() -> Exception:
    try:
        try:
            _fall(MARKER)
        except KeyError as error:
            error.add_note(MARKER)
            raise ValueError(f"{MARKER} is no number") from error
    except ValueError as error:
        return error
    raise AssertionError


def test_kind_file_line_and_function_are_told_and_nothing_else():
    told = describe(_caught())
    line = _fall.__code__.co_firstlineno + 2
    assert told.startswith("ValueError at azukari/lib/test_failure.py:")
    assert f"; after KeyError at azukari/lib/test_failure.py:{line} in _fall" in told
    assert MARKER not in told


def _fall_anew() -> None:
    try:
        _fall(MARKER)
    except KeyError:
        raise ValueError(MARKER) from None


def test_an_error_that_was_caught_on_the_way_is_left_out_where_the_code_says_so():
    with pytest.raises(ValueError, match=MARKER) as raised:
        _fall_anew()
    assert "KeyError" not in describe(raised.value)


def test_errors_in_a_ring_come_to_an_end():
    one, other = ValueError(), KeyError()
    one.__cause__, other.__cause__ = other, one
    assert describe(one) == "ValueError; after KeyError"


def test_no_file_is_named_by_its_place_on_this_machine():
    assert where(f"{sys.prefix}/lib/python3.13/site-packages/django/urls/base.py", 7) == "django/urls/base.py:7"
    assert where("/usr/lib/python3.13/json/decoder.py", 3, "decode") == "decoder.py:3 in decode"
    assert where("<string>", 1, "__init__") == "made code:1 in __init__"


def test_the_line_is_found_by_its_reference(caplog: pytest.LogCaptureFixture):
    log = logging.getLogger("azukari.test")
    first, second = (report(_caught(), what="The work broke", log=log) for _ in range(2))
    assert first != second
    (line,) = [record.getMessage() for record in caplog.records if first in record.getMessage()]
    assert line.startswith(f"The work broke [{first}]: ValueError at ")
    assert MARKER not in caplog.text


def _record(name: str, level: int = logging.ERROR) -> logging.LogRecord:
    error = _caught()
    return logging.LogRecord(name, level, __file__, 5, "About %s", (MARKER,), (type(error), error, error.__traceback__))


def test_what_other_peoples_code_logs_is_not_quoted():
    line = Plain().format(_record("somebody.else"))
    assert "somebody.else at azukari/lib/test_failure.py:5 ValueError at" in line
    assert MARKER not in line


def test_even_a_careless_log_of_an_exception_of_ours_does_not_quote_it():
    record = _record("azukari.test")
    record.msg, record.args = "It broke.", ()
    assert "It broke. ValueError at" in Plain().format(record)
    assert MARKER not in Plain().format(record)


@pytest.mark.parametrize(
    ("name", "written"),
    [("azukari.core.mail", False), ("django.request", False), ("weasyprint", True), ("azukarius", True)],
)
def test_which_records_of_others_are_written(name, written):
    assert Foreign().filter(_record(name)) is written
