"""A control passes when it finds nothing; one that cannot run has not passed."""

from datetime import UTC, datetime

from azukari.lib.control import Control, examine

NOW = datetime(2026, 11, 24, tzinfo=UTC)


def _control(check):
    return Control("sample", "All is well.", (35,), check)


def test_no_finding_is_a_pass():
    assert examine(_control(lambda now: ()), NOW).passed


def test_a_finding_is_not():
    outcome = examine(_control(lambda now: ["The door is open. Close it."]), NOW)
    assert not outcome.passed
    assert outcome.findings == ("The door is open. Close it.",)


def test_one_that_fails_half_way_is_a_finding_without_the_words_of_its_error():
    def check(now):
        yield "The door is open. Close it."
        raise ValueError("hanako@example.org")

    outcome = examine(_control(check), NOW)
    assert not outcome.passed
    assert "ValueError" in outcome.findings[0]
    assert "hanako" not in "".join(outcome.findings)
