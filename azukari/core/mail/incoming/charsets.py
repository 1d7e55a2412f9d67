"""Charset repair: the text of an email, whatever its head says of its encoding, and however Japanese systems write it.

ISO-2022-JP is decoded with the characters of NEC and IBM that everybody puts into it and the standard knows nothing of
(①, ㈱, 髙), and with half-width kana; Shift_JIS as Windows writes it. Nothing here raises.
"""

import re
from base64 import b64decode
from collections.abc import Iterator
from email.header import decode_header
from email.message import Message
from html.parser import HTMLParser

from azukari.core.mail.incoming.flowed import unflowed

_ESCAPE = re.compile(rb"\x1b(\([ABHIJ]|\$[@AB]|\$\([@BDO-Q]|&@\x1b\$B)")
_SHIFT = {b"$@", b"$B", b"$(@", b"$(B", b"&@\x1b$B"}
_KANA = b"(I"
_NAMES = {"shift_jis": "cp932", "x-sjis": "cp932", "sjis": "cp932", "windows-31j": "cp932", "euc-jp": "euc_jis_2004",
          "x-euc-jp": "euc_jis_2004", "gb2312": "gb18030", "gbk": "gb18030", "ks_c_5601-1987": "cp949", "us-ascii": "",
          "unknown-8bit": "", "iso-8859-1": "cp1252", "default": ""}  # fmt: skip
_GUESSES = ("utf-8", "cp932", "euc_jis_2004", "cp1252")


def decoded(raw: bytes, charset: str) -> str:
    """Text out of bytes.

    Args:
        charset: what the mail says it is written in; may be wrong, or nothing.
    """
    name = charset.strip("\"' ").lower()
    if _ESCAPE.search(raw):
        return "".join(_iso_2022_jp(raw))
    for candidate in (_NAMES.get(name, name), *_GUESSES):
        try:
            text = raw.decode(candidate or "ascii").removeprefix("\ufeff")
        except (UnicodeDecodeError, LookupError):
            continue
        if candidate != "cp932" or name in _OF_JAPAN or not _is_european(text):
            return text
    return raw.decode("latin-1") if name in ("iso-8859-1", "windows-1252") else raw.decode("utf-8", "replace")


_OF_JAPAN = frozenset({"cp932", "shift_jis", "x-sjis", "sjis", "windows-31j", "ms932"})
_KANA_OR_MARK = re.compile(r"[\u3001-\u30ff]")
_STRANGE = re.compile(r"[^\x00-\x7f]+")
_WITHIN_A_WORD = re.compile(r"(?<=[A-Za-z])[^\x00-\x7f]|[^\x00-\x7f](?=[a-z])")


def _is_european(text: str) -> bool:
    """Whether a text that was guessed to be Japanese is one in Latin letters (cp1252): it has no kana, and most of what
    is not ASCII stands within words.
    """
    strange = sum(len(run) for run in _STRANGE.findall(text))
    return 0 < strange <= 2 * len(_WITHIN_A_WORD.findall(text)) and not _KANA_OR_MARK.search(text)


def _iso_2022_jp(raw: bytes) -> Iterator[str]:
    at, shift = 0, b"(B"
    for escape in [*_ESCAPE.finditer(raw), None]:
        run = raw[at : escape.start() if escape else len(raw)]
        if shift in _SHIFT:
            yield _two_bytes(run)
        elif shift == _KANA:
            yield bytes(byte | 0x80 if 0x21 <= byte <= 0x5F else byte for byte in run).decode("cp932", "replace")
        elif shift[:1] == b"$":  # JIS X 0212 and its like
            yield (b"\x1b" + shift + run + b"\x1b(B").decode("iso2022_jp_ext", "replace")
        else:
            yield run.decode("cp932", "replace")
        if escape:
            at, shift = escape.end(), escape[1]


def _two_bytes(run: bytes) -> str:
    """A run of JIS X 0208, by way of Windows' Shift_JIS, which knows the rows that the standard leaves empty."""
    out, at = bytearray(), 0
    while at < len(run):
        first, second = run[at], run[at + 1] if at + 1 < len(run) else 0
        if not (0x21 <= first <= 0x7E and 0x21 <= second <= 0x7E):
            out.append(first if first < 0x80 else 0x3F)  # a line end within the run
            at += 1
            continue
        lead = (first + 1) // 2 + (0x70 if first < 0x5F else 0xB0)
        trail = second + ((0x1F if second < 0x60 else 0x20) if first % 2 else 0x7E)
        out += bytes((lead, trail))
        at += 2
    return out.decode("cp932", "replace")


def header(mail: Message, name: str) -> str:
    """A line of an email's head, decoded and unfolded; empty if it is not there."""
    value = next((str(value) for each, value in mail.raw_items() if each.lower() == name.lower()), "")
    if not value.isascii():  # bytes that should not stand in a head; the parser kept them as surrogates
        value = decoded(value.encode("utf-8", "surrogateescape"), "")
    try:
        parts = decode_header(value)
    except Exception:  # encoded words that are none: the parser raises what it likes
        return " ".join(value.split())
    text = "".join(decoded(part, charset or "") if isinstance(part, bytes) else part for part, charset in parts)
    return " ".join(text.split())


_BASE64 = re.compile(r"[A-Za-z0-9+/]*(={0,2})\s*")


def _content(part: Message) -> object:
    """The bytes of a part. Below base64 may stand what a list or a filter has added, as it is (RFC 2045 6.8)."""
    raw = part.get_payload()
    if not isinstance(raw, str) or str(part.get("Content-Transfer-Encoding", "")).strip().lower() != "base64":
        return part.get_payload(decode=True)
    lines, end = raw.splitlines(), 0
    for line in lines:
        found = _BASE64.fullmatch(line)
        end += found is not None
        if found is None or found[1]:
            break
    rest = "\n".join(lines[end:]).strip().encode("utf-8", "surrogateescape")
    code = "".join("".join(lines[:end]).split()).rstrip("=")
    head = b64decode(code[: len(code) - (len(code) % 4 == 1)] + "==")
    return b"\n".join(each for each in (head, rest) if each)


def text_of(part: Message) -> str:
    """The words of one part."""
    payload = _content(part)
    if not isinstance(payload, bytes):
        return ""
    try:
        charset = part.get_param("charset") or ""
    except Exception:  # a head that nobody can read
        charset = ""
    text = decoded(payload, charset if isinstance(charset, str) else charset[2])
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if part.get_content_subtype() == "html":
        return _plain(text)
    return unflowed(text, without_spaces=_says(part, "delsp", "yes")) if _says(part, "format", "flowed") else text


def _says(part: Message, parameter: str, value: str) -> bool:
    """Whether the type of a part has a parameter of this value."""
    try:
        return str(part.get_param(parameter) or "").strip().lower() == value
    except Exception:  # a head that nobody can read
        return False


_SILENT = {
    "style": re.compile(r"<style\b[^<>]*>", re.IGNORECASE),
    "script": re.compile(r"<script\b[^<>]*>", re.IGNORECASE),
    "title": re.compile(r"<title\b[^<>]*>", re.IGNORECASE),
}
"""Tags whose text is not shown, and how they begin."""


class _Stripper(HTMLParser):
    """Words of a page, a line for each block."""

    _BLOCKS = frozenset({"p", "div", "br", "li", "tr", "h1", "h2", "h3", "blockquote", "hr", "table", "ul", "ol"})

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.words: list[str] = []
        self._quoted = self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002
        self._silent += tag in _SILENT
        self._quoted += tag == "blockquote"
        if tag in self._BLOCKS:
            self._break()

    def handle_endtag(self, tag: str) -> None:
        self._silent = max(0, self._silent - (tag in _SILENT))
        if tag in self._BLOCKS and tag != "br":
            self._break()
        self._quoted = max(0, self._quoted - (tag == "blockquote"))

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.words.append(re.sub(r"\s+", " ", data))

    def _break(self) -> None:
        self.words.append("\n" + "> " * min(self._quoted, 3))


def _closed(page: str) -> str:
    """A page without the beginnings of what has no end, and would silence all that follows."""
    for tag, begins in _SILENT.items():
        end = max(page.lower().rfind(f"</{tag}"), 0)
        page = page[:end] + begins.sub("", page[end:])
    return page


def _plain(page: str) -> str:
    stripper = _Stripper()
    stripper.feed(_closed(page))
    stripper.close()  # it keeps what follows the last "&" until then
    lines = (line.strip() for line in "".join(stripper.words).split("\n"))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()
