"""The table of causes of undelivered mail: whole, by known names, and each cause by what servers say of it."""

import pytest

from azukari.policy.bounce_causes import CAUSES, cause_in
from azukari.policy.returned import WEIGHT, Reason

_SAID = {
    "ratelimited": ("421 4.7.0 Too many concurrent SMTP connections", "450 4.2.1 receiving mail at a rate that"),
    "authfailure": ("550 5.7.26 did not pass DMARC", "550 SPF check failed", "送信ドメイン認証に失敗しました"),
    "badreputation": ("554 your IP has a poor reputation",),
    "requireptr": ("550 5.7.25 no PTR record found", "550 reverse DNS required"),
    "blocked": ("554 blocked using zen.spamhaus.org", "550 5.7.606 Access denied, banned sending IP", "554 go away"),
    "norelaying": ("554 5.7.1 Relay access denied", "553 that domain isn't in my list of allowed rcpthosts"),
    "securityerror": ("530 5.7.0 Authentication required", "550 5.7.1 Access denied"),
    "rejected": ("550 5.1.8 Sender address rejected: Domain not found", "550 sender verify failed"),
    "suppressed": ("the address is on the suppression list", "Bounced Address"),
    "notcompliantrfc": ("550 5.7.1 This message is not RFC 5322 compliant",),
    "filtered": ("550 refused due to recipient preferences", "550 : User unknown", "ドメイン指定受信のため"),
    "virusdetected": ("554 virus detected", "ウイルスが見つかりました"),
    "policyviolation": ("550 rejected for policy reasons",),
    "spamdetected": ("554 5.7.1 message looks like SPAM", "550 unsolicited mail"),
    "contenterror": ("554 duplicate header", "554 invalid header"),
    "systemfull": ("452 no space left on device",),
    "mailboxfull": ("552 5.2.2 over quota", "552 mailbox size limit exceeded", "メールボックスがいっぱいです"),
    "emailtoolarge": ("552 message size exceeds fixed limit", "552 message too large"),
    "suspend": ("550 mailbox is frozen", "550 account has been suspended", "利用停止中です"),
    "mailererror": ("Command died with status 13",),
    "systemerror": ("451 4.3.5 local configuration error", "mail forwarding loop for x"),
    "notaccept": ("556 5.1.10 does not accept mail (nullMX)",),
    "hostunknown": ("Host or domain name not found", "550 unrouteable address"),
    "hasmoved": ("551 the user has moved",),
    "userunknown": (
        *("550 5.1.1 User unknown", "550 no such user here", "550 mailbox unavailable", "unknown local part"),
        *(
            "Recipient not found",
            "550 does not exist",
            "<a@example.org> not found",
            "554 This user doesn't have an account",
        ),
        *("utilisateur inconnu", "Empfänger unbekannt", "el usuario no existe", "用户不存在", "宛先が見つかりません"),
    ),
    "networkerror": ("connect to mx: Connection timed out", "no route to host"),
    "expired": ("message expired", "could not be delivered for more than 5 days"),
}


@pytest.mark.parametrize("cause", CAUSES, ids=lambda cause: cause.name)
def test_each_cause_is_told_by_what_servers_say_of_it(cause):
    for said in _SAID[cause.name]:
        found = cause_in(said)
        assert found
        assert (said, found.name) == (said, cause.name)
    assert cause.source


def test_names_and_reasons_are_of_closed_lists():
    names = [cause.name for cause in CAUSES]
    assert sorted(names) == sorted(_SAID)
    assert {cause.reason for cause in CAUSES} <= {reason.value for reason in Reason}
    hard = {cause.name for cause in CAUSES if WEIGHT[Reason(cause.reason)] == WEIGHT[Reason.GONE]}
    assert hard == {"userunknown", "hasmoved"}


def test_what_a_host_or_an_address_is_called_says_nothing():
    assert cause_in("550 <spam@policy.example> said 550") is None
    assert cause_in("host relay.blocked.example[192.0.2.1] said: hello") is None


def test_who_blocks_us_may_say_besides_that_the_mailbox_is_not_there():
    found = cause_in("550 5.7.1 blocked by policy: mailbox unavailable")
    assert found
    assert found.reason == Reason.POLICY


@pytest.mark.parametrize(
    "said",
    [
        "550 no such file or directory",
        "550 no such command here",
        "550 Host mx.example.org[192.0.2.1] not found",
        "550 not valid in this context",
        "550 not our concern",
    ],
)
def test_what_is_said_of_something_else_does_not_say_that_the_mailbox_is_gone(said):
    found = cause_in(said)
    assert not found or (found.name, found.reason) != ("userunknown", Reason.GONE)
