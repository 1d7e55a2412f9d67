"""Which characters may come in at all, and what is done to white space.

A name is its bearer's: we do not "clean" it. Variant kanji, variation selectors (葛󠄀), compatibility ideographs (﨑, 神)
and characters beyond the BMP (𠮷) pass byte for byte, which rules out NFKC, and NFC as a whole too. Refused are the
characters that no keyboard types and that change what others see: controls, bidi overrides, tags, broken encoding.
"""

import re
import unicodedata

_REFUSED = re.compile(
    "["
    "\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f"  # controls, but for tab, the line ends, NEL
    "\u202a-\u202e\u2066-\u2069"  # bidi embeddings, overrides, isolates
    "\u206a-\u206f\ufff9-\ufffb"  # deprecated formatting, interlinear annotation
    "\ufffd\ufdd0-\ufdef"  # replacement character, noncharacters
    "\ud800-\udfff"  # halves of a character
    "\U000e0000-\U000e007f"  # tags: text that nobody sees
    "]"
)
_INVISIBLE = re.compile("[\u00ad\u200b\u2060\ufeff]")
_SPACES = re.compile(r"\s+")
_LINE_ENDS = re.compile("\r\n|[\r\x85\u2028\u2029]")
_COMPOSABLE = re.compile("[^\uf900-\ufaff\U0002f800-\U0002fa1f]+")


class MalformedError(ValueError):
    """The text cannot be what it should be.

    Args:
        code: ``characters`` (something in it that cannot be taken) or ``format`` (not of the kind asked for).
    """

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def _checked(text: str) -> str:
    if _REFUSED.search(text) or any(ord(c) & 0xFFFE == 0xFFFE for c in text if c > "\uffef"):
        raise MalformedError("characters")
    return _INVISIBLE.sub("", text) if not text.isascii() else text


def _composed(text: str) -> str:
    """Letters and their marks as one character (macOS sends か + ゛ apart); compatibility ideographs stay."""
    if text.isascii():
        return text
    return _COMPOSABLE.sub(lambda run: unicodedata.normalize("NFC", run[0]), text)


def line(text: str) -> str:
    """One line of text: outer white space gone, each inner run of it a single space.

    Raises:
        MalformedError: ``characters``.
    """
    return _SPACES.sub(" ", _composed(_checked(text))).strip()


def paragraphs(text: str) -> str:
    """Text of many lines, as its writer wrote it; only line ends are made alike and the outer blank is dropped.

    Raises:
        MalformedError: ``characters``.
    """
    return _composed(_LINE_ENDS.sub("\n", _checked(text))).strip()


def salvaged(text: str) -> str:
    """As `paragraphs`, for text whose writer cannot be asked to type it again: what may not come in becomes a □."""
    shown = _REFUSED.sub("□", text)
    return paragraphs("".join("□" if ord(c) & 0xFFFE == 0xFFFE else c for c in shown))
