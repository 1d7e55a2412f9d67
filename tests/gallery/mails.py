"""The mails that were sent: one of each kind and language, as its reader sees it, and the pages its link leads to."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from urllib.parse import urlsplit

from azukari.core.mail.models import Message

_LATE = 20
_LINK = re.compile(r"https?://[^\s<>\"]+")


@dataclass(frozen=True, slots=True)
class Mail:
    """An email: what it is called here, who gets it, and its two parts."""

    name: str
    lang: str
    to: str
    subject: str
    text: str
    html: str

    @property
    def path(self) -> str:
        """Where its longest link leads: the one with a token in it."""
        links = [urlsplit(link) for link in _LINK.findall(self.text)]
        return max((link.path for link in links), key=len, default="/")


def mails(outbox: Path, *, newest: bool = False) -> list[Mail]:
    """One of each kind in each language, the first or the newest."""
    kinds = {str(id): kind for id, kind in Message.objects.values_list("id", "kind")}
    found: dict[tuple[str, str], Mail] = {}
    files = sorted(outbox.glob("*.eml"), reverse=newest)
    for mail in _read(files[:_LATE] if newest else files, kinds):
        found.setdefault((mail.name, mail.lang), mail)
    return sorted(found.values(), key=lambda mail: (mail.name, mail.lang))


def _read(files: Sequence[Path], kinds: Mapping[str, str]) -> Iterator[Mail]:
    for path in files:
        message = message_from_bytes(path.read_bytes(), policy=policy.default)
        assert isinstance(message, EmailMessage)
        id = str(message["Message-ID"] or "").strip("<>").partition("@")[0]
        subject = str(message["Subject"])
        name = kinds.get(id, "staff:" + re.sub(r"\W+", "-", subject)[:24]).replace(":", "-")
        lang = str(message["Content-Language"] or ("ja" if re.search(r"[ぁ-ん]", subject) else "en"))
        parts = {kind: message.get_body((kind,)) for kind in ("plain", "html")}
        text, html = (str(part.get_content()) if part else "" for part in parts.values())
        yield Mail(name, lang, str(message["To"]), subject, text, html)
