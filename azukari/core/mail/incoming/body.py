"""Body text of an email (RFC 2046): what its sender wrote, out of whichever parts hold it, and what stands beside it.

No part is passed over: what is read as no text is named as a file. Where a mail says one thing in two versions, one of
them stands for both only if the other one says nothing more.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from email.message import Message

from azukari.core.mail.incoming.charsets import decoded, text_of
from azukari.core.mail.incoming.quoted import fold, letters

_LONGEST_NAME = 100  # of a file
_NO_FILES = ("application/pkcs7-signature", "application/x-pkcs7-signature", "application/pgp-signature")
_LONGEST = 100_000  # characters of two versions that are compared


@dataclass(slots=True)
class Body:
    """
    Args:
        text: what is shown to whoever reads the mail.
        files: names of what is not shown, or its kind where it has no name.
        others: texts of kinds that nobody reads as they are (a calendar's, a table), of which ``files`` has the names.
    """

    text: str = ""
    files: list[str] = field(default_factory=list)
    others: list[str] = field(default_factory=list)


def body_of(mail: Message) -> Body:
    """The body of a mail. Where nothing in it is meant to be read, texts of other kinds stand as they are."""
    found = Body()
    found.text = _text(mail, found)
    if not found.text.strip():
        found.text = "\n".join(found.others)
        found.files = [name for name in found.files if not name.startswith("text/")]
    return found


def _text(part: Message, found: Body, *, beside_a_page: bool = False) -> str:
    """The text of a part; notes the files in it."""
    kind, main = part.get_content_type(), part.get_content_maintype()
    payload = part.get_payload()
    if main == "message" or part.get_content_disposition() == "attachment" or part.get_filename():
        _name(part, found)
        return ""
    if isinstance(payload, list):
        return _of_several(part, [child for child in payload if isinstance(child, Message)], found)
    if kind in ("text/plain", "text/html") or main == "multipart":  # one whose parts nobody can tell apart
        return text_of(part)
    if main == "text":
        found.others.append(text_of(part))
    if not (beside_a_page and main == "image" and part.get("Content-ID")):
        _name(part, found)
    return ""


def _of_several(part: Message, children: Sequence[Message], found: Body) -> str:
    if part.get_content_subtype() == "alternative":
        return _of_versions(children, found)
    related = part.get_content_subtype() == "related"
    texts = [_text(child, found, beside_a_page=related) for child in children]
    epilogue = part.epilogue or ""  # what a list, or a filter on the way, has put below
    texts.append(decoded(epilogue.encode("utf-8", "surrogateescape"), ""))
    return "\n".join(text for text in texts if text.strip())


def _of_versions(children: Sequence[Message], found: Body) -> str:
    """Versions of one text; one of another kind is no file beside them, unless it is all there is."""
    inner = Body()
    text = ""
    for child in children:
        text = _both(text, _text(child, inner))
    kinds = {child.get_content_type() for child in children if child.get_content_maintype() == "text"}
    found.files += [name for name in inner.files if not text.strip() or name not in kinds]
    found.others += [] if text.strip() else inner.others
    return text


def _both(first: str, second: str) -> str:
    """Two versions of one text as one: the first, unless the second says more; the second, if it says all of it."""
    if not (letters(first) and letters(second)):
        return first if letters(first) else second
    if len(first) + len(second) > _LONGEST or not _lacks(first, own := fold(second)[0]):
        return first
    return second if not _lacks(second, fold(first)[0]) else f"{own}\n\n{first}"


def _lacks(text: str, own: str) -> bool:
    """Whether a line of the second does not stand in the first."""
    known = letters(text)
    return any(letters(line) not in known for line in own.split("\n"))


def _name(part: Message, found: Body) -> None:
    kind = part.get_content_type()
    if kind not in _NO_FILES:
        found.files.append(" ".join((part.get_filename() or kind).split())[:_LONGEST_NAME])
