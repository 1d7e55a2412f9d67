"""Undelivered mail: what each status and each wording says of the mailbox, and what follows (RFC 3463, RFC 5321)."""

import pytest

from azukari.policy.returned import MailingTally, Reason, Stage, fault, reason_of, scored

GONE, FULL, OFF, LARGE = Reason.GONE, Reason.FULL, Reason.OFF, Reason.LARGE
NETWORK, POLICY, CONTENT = Reason.NETWORK, Reason.POLICY, Reason.CONTENT
TEMPORARY, UNKNOWN = Reason.TEMPORARY, Reason.UNKNOWN


@pytest.mark.parametrize(
    ("status", "reason"),
    [
        *((f"5.1.{number}", GONE) for number in (1, 3, 6, 10)),
        ("5.1.2", NETWORK),
        *((f"5.1.{number}", POLICY) for number in (7, 8)),
        ("5.2.1", OFF),
        ("5.2.2", FULL),
        ("5.2.3", LARGE),
        ("5.3.4", LARGE),
        ("5.3.2", TEMPORARY),
        ("5.4.4", NETWORK),
        ("5.6.1", CONTENT),
        ("5.7.1", POLICY),
        ("5.9.9", UNKNOWN),
        ("4.2.2", FULL),
        ("4.1.1", TEMPORARY),
        ("4.7.1", TEMPORARY),
    ],
)
def test_a_status_says_it_alone_whatever_the_reply_was(status, reason):
    for code in (0, 450, 550):
        assert reason_of(status, code=code) is reason


_SAYS_NOTHING = ("", "5.1", "5.0.0", "5.1.0", "5.1.4", "5.1.9", "5.2.0", "5.2.4", "5.3.0", "5.5.0")


@pytest.mark.parametrize("status", _SAYS_NOTHING)
def test_a_status_that_says_nothing_leaves_it_to_the_words_and_to_the_answer_to_a_name(status):
    assert reason_of(status) is UNKNOWN
    assert reason_of(status, code=550, words="Mailbox full", stage=Stage.RECIPIENT) is FULL
    for code in (550, 551, 553):
        assert reason_of(status, code=code, stage=Stage.RECIPIENT) is GONE
        assert reason_of(status, code=code) is UNKNOWN
    for code in (552, 554, 0):
        assert reason_of(status, code=code, stage=Stage.RECIPIENT) is UNKNOWN


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        ("Blocked by Spamhaus", POLICY),
        ("Relay access denied", POLICY),
        ("迷惑メールとして受け取りません", POLICY),
        ("It looks like spam", CONTENT),
        ("Over quota", FULL),
        ("Message too large", LARGE),
        ("Account suspended", OFF),
        ("The user is no longer here", GONE),
        ("The recipient could not be found", GONE),
        ("Recipient not found", GONE),
        ("The account doesn't exist", GONE),
        ("Unknown local part", GONE),
        ("No such person", GONE),
        ("It doesn't have a Kotori account", GONE),
        ("宛先が見つかりません", GONE),
        ("Connection timed out", NETWORK),
        ("Blocked: the user is no longer available", POLICY),
        ("Good bye", UNKNOWN),
    ],
)
def test_what_words_say_where_the_status_says_nothing(words, reason):
    for status in ("5.0.0", "5.9.9"):
        assert reason_of(status, words=words, stage=Stage.RECIPIENT) is reason
        for stage in (Stage.SESSION, Stage.CONTENT, Stage.REPORTED):
            assert reason_of(status, words=words, stage=stage) is (UNKNOWN if reason is GONE else reason)


@pytest.mark.parametrize("status", ["", "5.1.1", "5.1.10", "5.0.0"])
def test_no_answer_but_one_to_a_name_says_that_a_mailbox_is_gone(status):
    for words in ("", "No such user", "mailbox unavailable"):
        assert reason_of(status, code=550, words=words, stage=Stage.RECIPIENT) is GONE
        for stage in (Stage.SESSION, Stage.CONTENT):
            assert reason_of(status, code=550, words=words, stage=stage) is UNKNOWN


@pytest.mark.parametrize(
    "words",
    [
        "Sender address rejected: Domain not found",
        "Helo command rejected: Host not found",
        "Sender verify failed. Verification failed for office: no such user",
        "The return path does not exist: unknown user",
        "No reverse DNS of the client; mailbox unavailable",
    ],
)
def test_what_is_said_of_us_at_a_name_is_not_said_of_the_mailbox(words):
    for status in ("", "5.1.1", "5.0.0"):
        assert reason_of(status, code=550, words=words, stage=Stage.RECIPIENT) is POLICY


def test_words_speak_against_a_mailbox_that_is_said_to_be_gone_and_against_nothing_else():
    assert reason_of("5.1.1", words="Blocked by Spamhaus") is POLICY
    assert reason_of("5.1.1", words="It looks like spam") is CONTENT
    assert reason_of("5.1.1", words="Over quota") is FULL
    assert reason_of("5.1.1", words="Host unknown") is GONE
    assert reason_of("5.7.1", words="Over quota") is POLICY


@pytest.mark.parametrize(("code", "reason"), [(399, GONE), (400, TEMPORARY), (499, TEMPORARY), (500, GONE)])
def test_a_reply_for_now_is_for_now_whatever_it_says(code, reason):
    assert reason_of("", code=code, words="No such user", stage=Stage.RECIPIENT) is reason
    assert reason_of("", code=421, words="Over quota") is FULL


@pytest.mark.parametrize(
    ("before", "delivered", "reason", "after"),
    [
        (0, 0, GONE, 5),
        (0, 9, GONE, 5),
        (4, 0, FULL, 5),
        (5, 0, FULL, 5),
        (3, 1, NETWORK, 3),
        (1, 5, OFF, 1),
        (1, 0, TEMPORARY, 2),
        (1, 0, UNKNOWN, 2),
        (2, 0, LARGE, 2),
        (2, 1, POLICY, 1),
        (2, 3, CONTENT, 0),
    ],
)
def test_a_mailbox_is_given_up_when_it_is_gone_or_fails_five_times_more_than_it_takes(before, delivered, reason, after):
    assert scored(before, delivered=delivered, reason=reason) == after


@pytest.mark.parametrize(
    ("tried", "bounced", "complained", "why"),
    [
        (100, 0, 0, ""),
        (399, 20, 0, "bounces"),
        (400, 20, 0, ""),
        (401, 21, 0, "bounces"),
        (100, 19, 0, ""),
        (1_000, 0, 5, "complaints"),
        (2_000, 0, 6, ""),
        (1_999, 0, 6, "complaints"),
        (10, 0, 4, ""),
        (100, 50, 50, "complaints"),
    ],
)
def test_a_mailing_is_paused_where_too_much_comes_back(tried, bounced, complained, why):
    assert fault(MailingTally(tried, bounced, complained)) == why
