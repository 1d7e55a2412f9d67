"""Bounces in plain text: how known systems that send no report for machines say that an email was not delivered.

Only a text that is known counts. What reads like a bounce and is none of these changes nothing.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from email.message import Message

from azukari.core.mail.incoming.charsets import header
from azukari.core.mail.incoming.delivery import Delay, Failure, failure, told_in_text
from azukari.core.mail.incoming.failed_recipient import in_words
from azukari.policy.returned import NOT_GONE_AFTER_ALL, Reason


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


_DAEMON = _any_of(
    r"mailer[-_. ]?daemon|post[-_. ]?master|mail[-_. ]deliver|mail administrator|system administrator|ndr administrator"
    r"|internet mail delivery|mail[-_. ]?(?:system|subsystem|daemon)|メール配信|配信(?:システム|エラー)"
)
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
_AU_REFUSED = r"each of the following recipients was rejected by a remote\s+mail\s+server"  # their reader's filter

WORDINGS = (
    Wording("docomo", _any_of(r"次のあて先へのメッセージはエラーのため", r"@docomo\.ne\.jp"), _OF_CARRIERS, _DAEMON),
    Wording(
        "au",
        _any_of(
            _AU_REFUSED,
            r"the user\(s\) account is|as their mailbox is full",
            r"次のあて先にメールを配信できません",
            r"@(?:[a-z0-9-]+\.)?ezweb\.ne\.jp|@au\.com",
        ),
        {**_OF_CARRIERS, Reason.POLICY: _any_of(_AU_REFUSED, r"受信拒否|拒否設定|ドメイン指定|迷惑メール|フィルタ")},
        _DAEMON,
    ),
    Wording(
        "kddi",
        _any_of(r"au one netのメールシステム", r"your mail sent on[^\0]{0,80}could not be delivered to"),
        {
            **_OF_CARRIERS,
            Reason.POLICY: _any_of(r"550[\s:]*:\s*user unknown", r"受信拒否|拒否設定|ドメイン指定|フィルタ"),
        },
        _any_of(r"no-?reply@\S{1,80}\b(?:dion|auone-net|ezweb|au)\b", _DAEMON.pattern),
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


_UNDELIVERED = _any_of(
    r"undeliver|non[- ]?deliver|delivery[-_ :]+(?:status|fail|has failed|error|problem|notification|report)",
    r"fail(?:ure|ed) (?:notice|notification|delivery|to deliver)|returned? (?:mail|message|to sender|e-?mail)",
    r"(?:mail|message|e-?mail)s? (?:delivery |system )?(?:fail|error|rejected|returned|bounced|not delivered)",
    r"(?:could|can|was|were|has)(?: ?not|n.t)(?: be| been)? (?:successfully )?(?:delivered|sent|reach)",
    r"(?:error|trouble|unable|unsuccessful|failed|problem)s? (?:in |while |when |attempting |trying |to )*"
    r"(?:deliver|send)(?:ing|ed)? (?:the |your |to )?(?:e?-?mail|message|following)",
    r"(?:did|does) not reach the following|had (?:permanent )?(?:fatal |delivery )?(?:errors|problems)",
    r"returned permanent errors|you are not a member of this mailing list|no valid recipients",
    r"transcript of session|failure reasons|delivery to the following|requested action not taken|no such user here",
    r"unzustellbar|nicht zugestellt|zustellung (?:fehlgeschlagen|nicht)|konnte nicht (?:zugestellt|übermittelt)",
    r"non (?:remis|distribu|délivr)|n.a pas pu être (?:remis|distribu|délivr|envoy)|échec de (?:la )?remise",
    r"no (?:se )?(?:pudo|ha podido|ha sido posible) (?:ser )?entreg|no entregado|não (?:foi |pôde ser )?entreg",
    r"mancata consegna|non (?:è stato )?(?:possibile )?(?:consegn|recapit)|niet (?:worden )?(?:bezorgd|afgeleverd)",
    r"nie (?:może zostać |został[ao]? )?dostarcz|не (?:может быть |было? |удалось )?доставлен|недоставлен",
    r"kunne ikke leveres|kunde inte levereras",
    r"退信|无法(?:投递|送达|发送)|投递失败|傳送失敗|無法(?:投遞|傳送|送達)|반송|전송(?:이)? ?실패",
    r"(?:メール|メッセージ|配信|配送|送信|転送)[^。\n]{0,20}(?:エラー|失敗|不能|できません|できなかった|出来ません)",
    r"(?:届|届け)(?:きません|かなかった|けられません)|未達|不達|宛先不明|返送|戻って",
)
"""How a mail server says, in a subject or in its first lines, that a mail was not delivered; in the languages of large
providers. After the subjects and texts that Sisimai (MTA modules of version 5) and flufl.bounce look for.
"""


_ANSWERS = re.compile(r"\s*(?:re|aw|sv|回复|返信)\s*[:：]", re.IGNORECASE)


def is_an_answer(subject: str) -> bool:
    """Whether programs have marked the subject as that of an answer; its words are those of what it answers."""
    return bool(_ANSWERS.match(subject))


def _says_undelivered(mail: Message, own: str) -> bool:
    subject = header(mail, "Subject")
    if is_an_answer(subject) and not is_a_daemons(header(mail, "From")):
        return False  # somebody answers one
    return bool(_UNDELIVERED.search(subject) or _UNDELIVERED.search(own[:2_000]))


def failure_in(mail: Message, text: str) -> Failure | Delay | None:
    """What a mail server says in words; None if it is not known to say that a mail was not delivered. One of `WORDINGS`
    has its own table; of the others, the answer that they quote tells the reason.
    """
    sender = header(mail, "From")
    wrote = (w for w in WORDINGS if w.signs.search(text) and (w.sender is None or w.sender.search(sender)))
    known = next(wrote, None)
    own = _own_words(text)
    delayed = tells_of_a_delay(mail, text)
    if known is None and not (
        (delayed or _says_undelivered(mail, own)) and (is_a_daemons(sender) or (_is_marked(mail) and not delayed))
    ):
        return None
    if delayed:
        return Delay(says_so=False)
    if in_fields := told_in_text(own):
        return in_fields
    found = failure(own, recipient=in_words(mail, own))
    if known:
        for reason, words in known.by_words.items():
            if words.search(own) and not (reason is Reason.GONE and found.reason in NOT_GONE_AFTER_ALL):
                return replace(found, reason=reason)
    return found


def tells_of_a_delay(mail: Message, text: str) -> bool:
    """Whether a mail server only says that it goes on trying."""
    return bool(_DELAY.search(header(mail, "Subject")) or _DELAY.search(text[:600]))


def is_a_daemons(sender: str) -> bool:
    """Whether a From line names a mail server, and no person and no shop; one without an address is of none."""
    return bool(_DAEMON.search(sender)) or sender.strip() == "<>"


def _is_marked(mail: Message) -> bool:
    """Whether its head says that it is of nobody, or by a program (RFC 5321 4.5.5, RFC 3834)."""
    automatic = header(mail, "Auto-Submitted").strip().lower()
    return str(mail.get("Return-Path", "")).strip() == "<>" or automatic.startswith(("auto-replied", "auto-generated"))


_RETURNED = re.compile(
    r"^[ \t]*(?:-{2,}[ \t]*|={3,}[ \t]*)?(?:below (?:this line )?is a copy|this is a copy of the message"
    r"|original (?:message|mail)"
    r"|the header of the original|a copy of the message|unsent message|returned message|message headers? follow"
    r"|message text follows|message header follows|message contents follow|included is a copy|message details:"
    r"|return-path:|received:[ \t]*(?:from|by|\()|以下は?、?(?:元|送信)).*$",
    re.IGNORECASE | re.MULTILINE,
)


def _own_words(text: str) -> str:
    """What the system says, without the mail of ours that it quotes, which may say anything."""
    found = _RETURNED.search(text)
    return text[: found.start()] if found else text
