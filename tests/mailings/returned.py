"""Mail that came back, as many systems write it, each with what is true of it: a generator that knows nothing of ours.

After RFC 3464, RFC 5965 and the texts that these systems are known for; ``A@`` stands for the reader's address.
"""

import random
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import EmailMessage
from pathlib import Path
from typing import Any

GONE, FULL, OFF, NETWORK = "gone", "full", "off", "network"
POLICY, CONTENT, LARGE, TEMPORARY = "policy", "content", "large", "temporary"
COMPLAINT, DELAY, NOTHING, UNKNOWN = "complaint", "delay", "nothing", "unknown"


@dataclass(frozen=True)
class Sample:
    """Args:
    system: who wrote it.
    truth: what it means.
    """

    system: str
    truth: str
    raw: bytes


DIAGNOSES: list[tuple[str, str, str]] = [
    (GONE, "5.1.1", "550 5.1.1 <A@>: Recipient address rejected: User unknown in virtual mailbox table"),
    (GONE, "5.1.1", "550-5.1.1 The email account that you tried to reach does not exist. Please try"),
    (GONE, "5.1.1", "550 5.1.1 unknown or illegal alias: A@"),
    (UNKNOWN, "5.0.0", "550 Unknown user A@"),
    (UNKNOWN, "5.0.0", "550 No such person at this address."),
    (GONE, "5.1.10", "550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient A@ not found by SMTP address lookup"),
    (UNKNOWN, "5.5.0", "550 5.5.0 Requested action not taken: mailbox unavailable (S2017062302). [mx.example]"),
    (UNKNOWN, "5.0.0", "554 delivery error: dd This user doesn't have a yahoo.co.jp account (A@) [0] - mta"),
    (GONE, "5.1.6", "551 5.1.6 recipient no longer on server: A@"),
    (UNKNOWN, "5.0.0", "550 <A@>: 宛先不明"),
    (GONE, "5.0.0", "550 Unknown user A@ (in reply to RCPT TO command)"),
    (UNKNOWN, "5.0.0", "550 Unknown user A@ (in reply to end of DATA command)"),
    (POLICY, "5.1.1", "550 5.1.1 Unknown user A@ (in reply to MAIL FROM command)"),
    (POLICY, "5.0.0", "550 <office@example.org>: Sender address rejected: Domain not found"),
    (POLICY, "5.1.1", "550 5.1.1 <mx.example.org>: Helo command rejected: Host not found"),
    (NETWORK, "5.1.2", "550 5.1.2 <A@>... Host unknown (Name server: example.jp: host not found)"),
    (GONE, "5.1.3", "553 5.1.3 <A@>... User address required"),
    (FULL, "5.2.2", "552-5.2.2 The email account that you tried to reach is over quota. Please direct"),
    (FULL, "5.2.2", "552 5.2.2 <A@> user is over quota, try again later"),
    (FULL, "5.0.0", "552 Mailbox full"),
    (FULL, "4.2.2", "452 4.2.2 The email account that you tried to reach is over its storage quota"),
    (FULL, "5.1.1", "550 5.1.1 <A@>: mailbox is full"),
    (OFF, "5.2.1", "550 5.2.1 The email account that you tried to reach is inactive."),
    (OFF, "5.0.0", "550 account disabled: A@"),
    (POLICY, "5.7.1", "554 5.7.1 Service unavailable; Client host [192.0.2.1] blocked using zen.spamhaus.org"),
    (POLICY, "5.7.26", "550-5.7.26 This mail has been blocked because the sender is unauthenticated. DMARC"),
    (POLICY, "5.7.606", "550 5.7.606 Access denied, banned sending IP [192.0.2.1]. To request removal"),
    (POLICY, "5.7.1", "550 5.7.1 <A@>: User unknown"),
    (POLICY, "5.1.1", "550 5.1.1 <A@> rejected, sender is on our blocklist: see https://spamhaus.example/"),
    (POLICY, "5.0.0", "550 SC-001 Mail rejected by Outlook for policy reasons. mailbox unavailable"),
    (POLICY, "5.1.8", "553 5.1.8 <office@example.org>... Domain of sender address does not exist"),
    (POLICY, "5.0.0", "550 5.0.0 受信拒否されています"),
    (CONTENT, "5.6.0", "554 5.6.0 Message contains invalid header"),
    (CONTENT, "5.0.0", "554 Message rejected: looks like spam"),
    (LARGE, "5.2.3", "552 5.2.3 message length exceeds administrative limit"),
    (LARGE, "5.3.4", "552 5.3.4 Message size exceeds fixed limit"),
    (NETWORK, "5.4.1", "550 5.4.1 Recipient address rejected: Access denied. AS(201806281)"),
    (NETWORK, "5.4.4", "Host or domain name not found. Name service error for name=example.jp type=A: Host not found"),
    (NETWORK, "5.4.6", "mail forwarding loop for A@"),
    (TEMPORARY, "4.4.1", "connect to mx.example.jp[192.0.2.25]:25: Connection timed out"),
    (TEMPORARY, "4.7.1", "451 4.7.1 Greylisting in action, please come back later"),
]

REPORTERS = [
    ("postfix", "MAILER-DAEMON@mx.example.jp (Mail Delivery System)", "Undelivered Mail Returned to Sender"),
    ("sendmail", "Mail Delivery Subsystem <MAILER-DAEMON@mx.example.jp>", "Returned mail: see transcript for details"),
    ("exchange", "Microsoft Outlook <postmaster@example.onmicrosoft.com>", "配信不能: 川だより"),
    ("gmail", "Mail Delivery Subsystem <mailer-daemon@googlemail.com>", "Delivery Status Notification (Failure)"),
    ("ses", "MAILER-DAEMON@ap-northeast-1.amazonses.com", "Delivery Status Notification (Failure)"),
    ("exim", "Mail Delivery System <Mailer-Daemon@exim.example>", "Mail delivery failed: returning message to sender"),
    ("icloud", "Mail Delivery System <postmaster@icloud.com>", "Undeliverable: River news"),
    ("ocn", "Mail Delivery System <MAILER-DAEMON@msgw001-01.ocn.ad.jp>", "Undelivered Mail Returned to Sender"),
    ("sakura", "Mail Delivery System <MAILER-DAEMON@www1.sakura.ne.jp>", "Undelivered Mail Returned to Sender"),
]

with Path(__file__).with_name("texts_of_systems.toml").open("rb") as _file:
    TEXTS: list[dict[str, Any]] = tomllib.load(_file)["mail"]


def samples(seed: int = 3464) -> Iterator[Sample]:
    """Some 500 of them; the same for the same seed."""
    chance = random.Random(seed)
    for system, sender, subject in REPORTERS:
        for truth, status, said in DIAGNOSES:
            yield Sample(system, truth, report(chance, sender, subject, status, said))
        for action in ("delayed", "delivered", "relayed", "expanded"):
            raw = report(chance, sender, subject, "4.4.7", "452 4.2.2 full", action=action)
            yield Sample(f"{system}-{action}", DELAY if action == "delayed" else NOTHING, raw)
    for each in TEXTS:
        for charset in ("utf-8", "iso-2022-jp", "shift_jis", "eucjp-raw", "html"):
            yield Sample(f"{each['system']}-{charset}", each["truth"], worded(chance, each, charset))
    for kind in ("abuse", "fraud", "opt-out", "not-spam", "virus", "other"):
        for provider in ("yahoo.co.jp", "hotmail.example", "aol.example", "fastmail.example"):
            truth = COMPLAINT if kind in ("abuse", "fraud", "opt-out") else NOTHING
            yield Sample(f"arf-{provider}-{kind}", truth, complaint(chance, provider, kind))


def report(
    chance: random.Random, sender: str, subject: str, status: str, said: str, *, action: str = "failed", id: str = ""
) -> bytes:
    """A delivery report (RFC 3464)."""
    to = f"reader{chance.randrange(999)}@example.jp"
    said = said.replace("A@", to)
    said = chance.choice((said, "\n    ".join(said.split(" ", 3))))
    fields = (
        "Reporting-MTA: dns; mx.example.jp\n\n"
        f"Final-Recipient: rfc822; {to}\nAction: {chance.choice((action, action.title()))}\n"
        f"Status: {status}{chance.choice(('', ' (see below)'))}\nRemote-MTA: dns; mx.example.jp\n"
        f"Diagnostic-Code: smtp; {said}\n"
    )
    returned = f"Message-ID: <{id or 'x@example.org'}>\nFrom: office@example.org\nSubject: River news\n"
    returned += chance.choice(("", "\nAction: failed\nStatus: 5.1.1\nuser unknown\n"))
    words = "I'm sorry to have to inform you that your message could not be delivered.\n5.1.1 spam blocked\n"
    kind = chance.choice(("text/rfc822-headers", "message/rfc822"))
    return _reported(
        chance, sender, subject, "delivery-status", words, ("message/delivery-status", fields), (kind, returned)
    )


def complaint(chance: random.Random, provider: str, kind: str, *, id: str = "") -> bytes:
    """A complaint (RFC 5965)."""
    fields = f"Feedback-Type: {kind}\nUser-Agent: Fbl/1.0\nVersion: 1\n"
    returned = f"From: office@example.org\nMessage-ID: <{id or 'y@example.org'}>\n\nNews\n"
    return _reported(
        chance,
        f"complaints@{provider}",
        "complaint about message from 192.0.2.1",
        "feedback-report",
        "This is an email abuse report for an email message.\n",
        ("message/feedback-report", fields),
        ("message/rfc822", returned),
    )


def _reported(
    chance: random.Random, sender: str, subject: str, sort: str, words: str, *parts: tuple[str, str]
) -> bytes:
    mail = _head(sender, subject)
    kind = f'MIME-Version: 1.0\nContent-Type: multipart/report; report-type={sort}; boundary="=_b"'
    body = "".join(
        f"--=_b\nContent-Type: {each}\nContent-Transfer-Encoding: 8bit\n\n{text}\n"
        for each, text in (("text/plain; charset=us-ascii", words), *parts)
    )
    raw = mail.as_bytes().rstrip(b"\n") + f"\n{kind}\n\n{body}--=_b--\n".encode()
    return raw.replace(b"\n", b"\r\n") if chance.random() < 0.5 else raw


def worded(chance: random.Random, each: dict[str, Any], charset: str = "utf-8") -> bytes:
    """An email of one text."""
    text = each["text"].replace("A@", f"reader{chance.randrange(999)}@")
    mail = _head(each["from"], each["subject"])
    for name, value in each.get("head", {}).items():
        mail[name] = value
    if charset == "html":
        page = text.replace("<", "&lt;").replace("\n", "<br>")
        mail.set_content(f"<html><body><p>{page}</p></body></html>", subtype="html")
        return mail.as_bytes()
    told = {"iso-2022-jp": "iso-2022-jp", "shift_jis": "Shift_JIS", "eucjp-raw": "us-ascii"}.get(charset, charset)
    body = {"iso-2022-jp": nec, "shift_jis": lambda t: t.encode("cp932"), "eucjp-raw": euc}.get(charset, str.encode)
    mail["MIME-Version"], mail["Content-Type"] = "1.0", f'text/plain; charset="{told}"'
    return mail.as_bytes().rstrip(b"\n") + b"\n\n" + body(text)


def euc(text: str) -> bytes:
    """EUC-JP, with the characters of NEC."""
    return text.encode("euc_jis_2004")


def nec(text: str) -> bytes:
    """ISO-2022-JP as Japanese systems write it: with the characters of NEC and IBM, by way of Shift_JIS."""
    out, double = bytearray(), False
    for letter in text:
        encoded = letter.encode("cp932")
        if (len(encoded) == 2) != double:
            out += b"\x1b(B" if double else b"\x1b$B"
            double = not double
        out += _jis(*encoded) if double else encoded
    return bytes(out + (b"\x1b(B" if double else b""))


def _jis(lead: int, trail: int) -> bytes:
    row = (lead - (0x70 if lead < 0xA0 else 0xB0)) * 2
    if trail >= 0x9F:
        return bytes((row, trail - 0x7E))
    return bytes((row - 1, trail - (0x1F if trail < 0x7F else 0x20)))


def _head(sender: str, subject: str) -> EmailMessage:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = sender, "bounces@example.org", subject
    mail["Date"], mail["Message-ID"] = "Fri, 27 Nov 2026 10:00:00 +0900", "<theirs@mx.example.jp>"
    return mail
