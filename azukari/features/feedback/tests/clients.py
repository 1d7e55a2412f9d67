"""Generator of answers by email as forty programs write them: what stands above and below, how it is marked, packed and
labelled. Independent of the code that reads them: nothing of ours is imported.
"""
# ruff: noqa: E501 - a table of long lines, one for each program

import base64
import quopri
import random
from collections.abc import Callable
from dataclasses import dataclass
from html import escape

OURS = {
    "ja": ["お問い合わせありがとうございます。", "観察会は毎月第二日曜に開いています。"],
    "en": ["Thank you for your question.", "We meet every second Sunday."],
}
WORDS = {
    "ja": ["返事をありがとうございました。", "①十一月の会に㈱川辺の三名で参ります。", "持ち物は何が要りますか。", "ﾃｽﾄ送信です。", "雨の日はどうなりますか。"],
    "en": ["Thanks for your quick reply.", "Three of us would like to come.", "What should we bring?", "It's our first time – we're curious.", "What if it rains?"],
}  # fmt: skip
_PLAIN = {"–": "-", "’": "'"}


@dataclass(frozen=True)
class Sent:
    """An email, and what stands in it: sentences of the writer and sentences of ours. ``apart`` where a program marks them
    so that they can be told apart, and the answer stands above."""

    raw: bytes
    own: list[str]
    ours: list[str]
    apart: bool


@dataclass(frozen=True)
class Style:
    """Args:
    said: the charset that its head names; ``real`` the one that it is written in.
    marks: how it introduces what it quotes; a line of ``{}`` takes our name and address.
    order: whether the answer stands above, below or between what is quoted.
    sign: what the program adds to the words.
    pack: plain, both, page, signed, or bare (without a head that says anything).
    """

    name: str
    lang: str
    said: str
    real: str
    coding: str
    marks: str
    order: str = "above"
    quote: str = "> "
    sign: str = ""
    pack: str = "plain"
    references: bool = False


_OFFICE = "office@example.org"
_GMAIL = "On Fri, Nov 27, 2026 at 10:00 AM River Friends <office@example.org>\nwrote:\n\n"
_GMAIL_JA = "2026年11月27日(金) 10:00 川の会 <office@example.org>:\n\n"
_APPLE = "On 27 Nov 2026, at 10:00, River Friends <office@example.org> wrote:\n\n"
_APPLE_JA = "2026/11/27 10:00、川の会 <office@example.org>のメール:\n\n"
_OUTLOOK = "From: River Friends <office@example.org>\nSent: Friday, November 27, 2026 10:00 AM\nTo: Ikeda <ikeda@example.org>\nSubject: Our reply\n\n"
_OUTLOOK_JA = "差出人: 川の会 <office@example.org>\n送信日時: 2026年11月27日 10:00\n宛先: 池田 <ikeda@example.org>\n件名: お返事\n\n"
_LINE = "________________________________\n"

STYLES = [
    Style("Gmail en", "en", "utf-8", "utf-8", "quoted-printable", _GMAIL, pack="both"),
    Style("Gmail ja", "ja", "utf-8", "utf-8", "base64", _GMAIL_JA, pack="both"),
    Style("Gmail on Android ja", "ja", "UTF-8", "utf-8", "base64", "2026年11月27日(金) 10:00 川の会 <\noffice@example.org>:\n\n"),
    Style("Gmail between", "ja", "utf-8", "utf-8", "base64", _GMAIL_JA, order="between"),
    Style("Gmail page only", "en", "utf-8", "utf-8", "quoted-printable", _GMAIL.replace("\n", " "), pack="page"),
    Style("Outlook en", "en", "us-ascii", "ascii", "7bit", _OUTLOOK, quote="", pack="both"),
    Style("Outlook 2010 en", "en", "windows-1252", "cp1252", "quoted-printable", "-----Original Message-----\n" + _OUTLOOK, quote=""),
    Style("Outlook ja", "ja", "iso-2022-jp", "cp50221", "7bit", _OUTLOOK_JA, quote=""),
    Style("Outlook ja, original", "ja", "iso-2022-jp", "cp50221", "7bit", "-----Original Message-----\n" + _OUTLOOK_JA, quote="> "),
    Style("Outlook ja, both", "ja", "utf-8", "utf-8", "base64", _OUTLOOK_JA, quote="", pack="both"),
    Style("Outlook on the web", "en", "utf-8", "utf-8", "quoted-printable", _LINE + _OUTLOOK, quote="", pack="page", references=True),
    Style("Outlook for iOS", "en", "utf-8", "utf-8", "base64", _LINE + _OUTLOOK, quote="", sign="Get Outlook for iOS<https://aka.ms/o0ukef>"),
    Style("Outlook for iOS ja", "ja", "utf-8", "utf-8", "base64", _LINE + _OUTLOOK_JA, quote="", sign="iOS 版 Outlook を入手"),
    Style("Exchange signed", "ja", "iso-2022-jp", "cp50221", "7bit", _OUTLOOK_JA, quote="", pack="signed", references=True),
    Style("Apple Mail en", "en", "utf-8", "utf-8", "quoted-printable", _APPLE, pack="both"),
    Style("Apple Mail ja", "ja", "utf-8", "utf-8", "base64", _APPLE_JA),
    Style("Apple Mail ja, old", "ja", "iso-2022-jp", "cp50221", "7bit", "On 2026/11/27, at 10:00, 川の会 wrote:\n\n"),
    Style("Apple Mail page only", "en", "utf-8", "utf-8", "quoted-printable", _APPLE, pack="page"),
    Style("iPhone ja", "ja", "utf-8", "utf-8", "base64", _APPLE_JA, sign="iPhoneから送信"),
    Style("iPhone en", "en", "us-ascii", "ascii", "7bit", _APPLE, sign="Sent from my iPhone"),
    Style("Thunderbird en", "en", "utf-8", "utf-8", "8bit", "On 27/11/2026 10:00, River Friends wrote:\n"),
    Style("Thunderbird ja", "ja", "iso-2022-jp", "cp50221", "7bit", "On 2026/11/27 10:00, 川の会 wrote:\n"),
    Style("Thunderbird below", "ja", "utf-8", "utf-8", "8bit", "On 2026/11/27 10:00, 川の会 wrote:\n", order="below"),
    Style("Thunderbird between", "en", "utf-8", "utf-8", "8bit", "On 27/11/2026 10:00, River Friends wrote:\n", order="between"),
    Style("Yahoo en", "en", "utf-8", "utf-8", "quoted-printable", " On Friday, November 27, 2026 at 10:00:00 AM GMT+9, River Friends <office@example.org> wrote:  \n \n", quote=" ", pack="both"),
    Style("Yahoo! JAPAN", "ja", "iso-2022-jp", "cp50221", "7bit", "----- Original Message -----\n>From: 川の会 <office@example.org>\n", quote=">"),
    Style("docomo", "ja", "Shift_JIS", "cp932", "base64", "", quote=">"),
    Style("au", "ja", "ISO-2022-JP", "cp50221", "7bit", "-----Original Message-----\n差出人: 川の会 <office@example.org>\n", quote="> "),
    Style("SoftBank", "ja", "Shift_JIS", "cp932", "8bit", "", quote="> ", sign="from my phone"),
    Style("Becky!", "ja", "ISO-2022-JP", "cp50221", "7bit", 'On Fri, 27 Nov 2026 10:00:00 +0900\n川の会 <office@example.org> wrote:\n\n'),
    Style("Hidemaru", "ja", "iso-2022-jp", "cp50221", "7bit", "川の会さんは書きました:\n", quote=">"),
    Style("Roundcube ja", "ja", "UTF-8", "utf-8", "8bit", "2026-11-27 10:00 に 川の会 さんは書きました:\n"),
    Style("mutt", "en", "us-ascii", "ascii", "7bit", "On Fri, Nov 27, 2026 at 10:00:00AM +0900, River Friends wrote:\n", order="below"),
    Style("Proton", "en", "utf-8", "utf-8", "base64", "-------- Original Message --------\nOn Friday, 27/11/26 10:00, River Friends <office@example.org> wrote:\n\n", sign="Sent with Proton Mail secure email."),
    Style("utf-8 called ASCII", "ja", "us-ascii", "utf-8", "8bit", _GMAIL_JA),
    Style("utf-8 called ISO-2022-JP", "ja", "iso-2022-jp", "utf-8", "8bit", _GMAIL_JA),
    Style("Shift_JIS called Latin", "ja", "iso-8859-1", "cp932", "quoted-printable", _OUTLOOK_JA, quote=""),
    Style("ISO-2022-JP called utf-8", "ja", "utf-8", "cp50221", "7bit", _APPLE_JA, pack="page"),
    Style("EUC called Shift_JIS", "ja", "shift_jis", "euc_jp", "base64", _GMAIL_JA),
    Style("nothing said", "ja", "", "cp50221", "", _GMAIL_JA, pack="bare", references=True),
]  # fmt: skip


def write(style: Style, *, sender: str, about: str, id: str, chance: random.Random) -> Sent:
    """An email of this style that answers the mail ``about``."""
    own = _fit(style, chance.sample(WORDS[style.lang], 3))
    ours = OURS[style.lang]
    quoted = [f"{style.quote}{line}" for line in ours]
    sign = f"\n\n{style.sign}" if style.sign else ""
    match style.order:
        case "above":
            text = "\n".join(own) + f"{sign}\n\n{style.marks}" + "\n".join(quoted) + "\n"
        case "below":
            text = style.marks + "\n".join(quoted) + "\n\n" + "\n".join(own) + "\n"
        case _:
            text = f"{style.marks}{quoted[0]}\n\n{own[0]}\n{own[1]}\n\n{quoted[1]}\n\n{own[2]}\n"
    head = [
        f"From: {sender}", "To: office@example.org", "Subject: Re: Our reply", f"Message-ID: <{id}@their.example>",
        f"References: <first@ours.example>\r\n {about}" if style.references else f"In-Reply-To: {about}", "MIME-Version: 1.0",
    ]  # fmt: skip
    packed = _PACKS[style.pack](style, text, _page(style, own, ours, sign))
    return Sent("\r\n".join(head).encode() + b"\r\n" + packed, own, ours, style.order == "above")


def _fit(style: Style, own: list[str]) -> list[str]:
    """Without what a program of this charset cannot write."""
    if style.real == "euc_jp":
        return [line.replace("①", "").replace("㈱", "") for line in own]
    return [line.translate({ord(a): b for a, b in _PLAIN.items()}) for line in own] if style.real == "ascii" else own


def _page(style: Style, own: list[str], ours: list[str], sign: str) -> str:
    words = "".join(f"<p class=MsoNormal>{escape(line)}<o:p></o:p></p>" for line in [*own, *sign.split()])
    marks = "<br>".join(
        f"<b>{escape(line)}</b>" if ": " in line else escape(line) for line in style.marks.strip().split("\n")
    )
    said = "".join(f"<div>{escape(line)}</div>" for line in ours)
    quoted = f'<blockquote type="cite">{said}</blockquote>' if style.quote else said
    return f"<html><head><style>p {{ margin: 0 }}</style><title>Re</title></head><body>{words}<div>{marks}</div>{quoted}</body></html>"


def _part(style: Style, kind: str, text: str) -> bytes:
    raw = cp50221(text) if style.real == "cp50221" else text.encode(style.real)
    raw = raw.replace(b"\n", b"\r\n")
    packed = {"base64": base64.encodebytes, "quoted-printable": quopri.encodestring}.get(style.coding, bytes)(raw)
    head = f"Content-Type: text/{kind}; charset={style.said}\r\nContent-Transfer-Encoding: {style.coding}\r\n\r\n"
    return head.encode() + packed


def _several(kind: str, *parts: bytes) -> bytes:
    mark = b"=_boundary_7f3a"
    inner = b"".join(b"--" + mark + b"\r\n" + part + b"\r\n" for part in parts)
    return (
        b"Content-Type: multipart/"
        + kind.encode()
        + b'; boundary="'
        + mark
        + b'"\r\n\r\n'
        + inner
        + b"--"
        + mark
        + b"--\r\n"
    )


_PACKS: dict[str, Callable[[Style, str, str], bytes]] = {
    "plain": lambda style, text, _page: _part(style, "plain", text),
    "page": lambda style, _text, page: _part(style, "html", page),
    "both": lambda style, text, page: _several("alternative", _part(style, "plain", text), _part(style, "html", page)),
    "signed": lambda style, text, _page: _several(
        "signed", _part(style, "plain", text), b'Content-Type: application/pkcs7-signature; name="smime.p7s"\r\n\r\nMIIB'
    ),
    "bare": lambda _style, text, _page: b"\r\n" + cp50221(text).replace(b"\n", b"\r\n"),
}  # fmt: skip


def cp50221(text: str) -> bytes:
    """ISO-2022-JP as Windows and the carriers write it: with the characters of row 13 and half-width kana."""
    out, shift = bytearray(), b"\x1b(B"
    for character in text:
        raw = character.encode("cp932")
        if len(raw) == 2:
            mode, raw = b"\x1b$B", _jis(raw)
        elif raw[0] >= 0xA0:
            mode, raw = b"\x1b(I", bytes([raw[0] & 0x7F])
        else:
            mode = b"\x1b(B"
        if mode != shift:
            out, shift = out + mode, mode
        out += raw
    return bytes(out + b"\x1b(B") if shift != b"\x1b(B" else bytes(out)


def _jis(raw: bytes) -> bytes:
    lead, trail = raw
    row = (lead - (0x81 if lead < 0xA0 else 0xC1)) * 2
    if trail >= 0x9F:
        return bytes([row + 0x22, trail - 0x7E])
    return bytes([row + 0x21, trail - (0x20 if trail > 0x7E else 0x1F)])
