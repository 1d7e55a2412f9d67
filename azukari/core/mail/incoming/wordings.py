"""Bounces in plain text: how known systems that send no report for machines say that an email was not delivered.

Only a text that is known counts. What reads like a bounce and is none of these changes nothing.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from email.message import Message

from azukari.core.mail.incoming.charsets import header
from azukari.core.mail.incoming.delivery import Failure, failure
from azukari.policy.returned import Reason


@dataclass(frozen=True, slots=True)
class Wording:
    """One system.

    Args:
        system: what it is called.
        signs: words of which one stands in each of its texts.
        by_words: reasons by its own words; where none is there, the answer of a server that it quotes tells.
        sender: how the From line looks, where the words alone are not enough.
    """

    system: str
    signs: re.Pattern[str]
    by_words: Mapping[Reason, re.Pattern[str]]
    sender: re.Pattern[str] | None = None


def _any_of(*words: str) -> re.Pattern[str]:
    return re.compile("|".join(words), re.IGNORECASE)


_DAEMON = _any_of(r"mailer-daemon|postmaster|mail delivery|mail administrator|メール配信")
_GONE = (
    r"unknown user|user unknown|invalid recipient|no such user|宛先不明",
    r"(?:宛先|あて先|送信先)?(?:の)?(?:メール)?アドレスが(?:見つか|存在し(?:な|ま)|正しくありません|間違)",
)
_OF_CARRIERS = {
    Reason.OFF: _any_of(r"account is (?:temporarily )?disabled|利用停止|休止中"),
    Reason.FULL: _any_of(r"mailbox (?:is )?full|over ?quota|メールボックスの?(?:が|容量)|保存領域|一杯|いっぱい"),
    Reason.POLICY: _any_of(r"受信拒否|拒否設定|ドメイン指定|迷惑メール|フィルター"),
    Reason.GONE: _any_of(*_GONE),
}
_YAHOO = {Reason.GONE: _any_of(r"this user doesn.t have a \S{1,60} account")}
_AU_GONE = r"each of the following recipients was rejected by a remote mail server"

WORDINGS = (
    Wording("docomo", _any_of(r"次のあて先へのメッセージはエラーのため", r"@docomo\.ne\.jp"), _OF_CARRIERS, _DAEMON),
    Wording(
        "au",
        _any_of(
            _AU_GONE,
            r"the user\(s\) account is|as their mailbox is full",
            r"次のあて先にメールを配信できません",
            r"@(?:[a-z0-9-]+\.)?ezweb\.ne\.jp|@au\.com",
        ),
        {**_OF_CARRIERS, Reason.GONE: _any_of(_AU_GONE, *_GONE)},
        _DAEMON,
    ),
    Wording(
        "softbank",
        _any_of(r"@(?:i\.)?softbank\.(?:ne\.)?jp|@[dhtckrnsq]\.vodafone\.ne\.jp", r"メールは相手に届きませんでした"),
        _OF_CARRIERS,
        _DAEMON,
    ),
    Wording(
        "qmail",
        _any_of(
            r"this is the (?:qmail-send|mail|mailer|deliver) program at",
            r"i'm afraid i wasn't able to deliver your\s+message to the following addresses",
        ),
        {},
    ),
    Wording("exim", _any_of(r"this message was created automatically by mail delivery software"), {}),
    Wording("courier", _any_of(r"running the courier mail server"), {}),
    Wording("sendmail", _any_of(r"----- the following addresses had permanent (?:fatal|delivery) errors -----"), {}),
    Wording("postfix", _any_of(r"this is the (?:postfix|mail system|mail program) at host"), {}),
    Wording(
        "exchange",
        _any_of(
            r"did not reach the following recipient|delivery has failed to these recipients or",
            r"次の受信者またはグループへの配信に失敗しました|your message wasn't delivered to",
        ),
        {},
    ),
    Wording("groupwise", _any_of(r"the message that you sent was undeliverable to the following"), {}),
    Wording(
        "domino",
        _any_of(r"your message\s[^\0]{0,200}?\s*was not delivered to"),
        {Reason.GONE: _any_of(r"not listed in (?:public|domino)")},
    ),
    Wording("gmail", _any_of(r"delivery to the following recipient failed permanently|address not found"), {}, _DAEMON),
    Wording(
        "yahoo", _any_of(r"(?:sorry, we were|unable) to deliver (?:your )?message to the following address"), _YAHOO
    ),
    Wording(
        "xserver", _any_of(r"メールを?が?(?:送信|配送|配信)でき(?:ません|なかった)|未達通知"), _OF_CARRIERS, _DAEMON
    ),
)

_DELAY = re.compile(
    r"warning: (?:could not send|message still undelivered)|you do not need to (?:resend|re-send)|delayed"
    r"|has not yet been delivered|will (?:be retried|keep trying)|再送(?:を試み|します)|遅延",
    re.IGNORECASE,
)


def failure_in(mail: Message, text: str) -> Failure | None:
    """What a known system says in this text; None if no system is known to write so, or it tells of a mere delay."""
    failed = header(mail, "X-Failed-Recipients")
    sender = header(mail, "From")
    wrote = (w for w in WORDINGS if w.signs.search(text) and (w.sender is None or w.sender.search(sender)))
    known = next(wrote, None)
    if known is None and not (failed and _DAEMON.search(sender)):
        return None
    if tells_of_a_delay(mail, text):
        return None
    own = _own_words(text)
    found = failure(own)
    if known:
        for reason, words in known.by_words.items():
            if words.search(own):
                return Failure(reason, found.status)
    return found


def tells_of_a_delay(mail: Message, text: str) -> bool:
    """Whether a mail server only says that it goes on trying."""
    return bool(_DELAY.search(header(mail, "Subject")) or _DELAY.search(text[:600]))


def is_a_daemons(sender: str) -> bool:
    """Whether a From line names a mail server, and no person and no shop."""
    return bool(_DAEMON.search(sender))


_RETURNED = re.compile(
    r"^(?:-{2,}|={3,})?[ \t]*(?:below this line is a copy|this is a copy of the message|original message"
    r"|the header of the original|a copy of the message|以下は?、?(?:元|送信)).*$",
    re.IGNORECASE | re.MULTILINE,
)


def _own_words(text: str) -> str:
    """What the system says, without the mail of ours that it quotes, which may say anything."""
    found = _RETURNED.search(text)
    return text[: found.start()] if found else text
