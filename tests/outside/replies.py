"""`python -m tests.outside.replies [FOLDER]`: in how many replies the own words are told apart from what is quoted,
and which mails are automatic, by class; or, of a folder of mails or texts (``*.eml``, ``*.txt``), how much is own.

The heads of quoted text are in ``quoted_heads.toml``, mails that only look like them and automatic answers in
``replies.toml``, each with whose shape it is.
"""

import sys
import tomllib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from azukari.core.mail.incoming.parse import Automatic, Words, read
from azukari.core.mail.incoming.quoted import fold
from tests.mailings.returned import nec

OURS = ("Thank you for your letter.", "観察会は毎月第二日曜に開いています。", "See you at the river.")
OWN = ("I will come with three friends.", "持ち物を教えてください。", "Hanako")
_HERE = Path(__file__).parent
HEADS: list[dict[str, Any]] = tomllib.loads((_HERE / "quoted_heads.toml").read_text("utf-8"))["head"]
OTHERS: dict[str, Any] = tomllib.loads((_HERE / "replies.toml").read_text("utf-8"))


@dataclass(frozen=True, slots=True)
class Case:
    """A mail, and what has to be found in it.

    Args:
        kind: its class.
        name: what writes so.
        own: what its writer wrote; None of a mail that is automatic.
        ours: whether it quotes us apart from their words.
    """

    kind: str
    name: str
    raw: bytes
    own: str | None
    ours: bool = False


def cases() -> Iterator[Case]:
    """All of them."""
    for head in HEADS:
        yield from _of_a_head(head)
    for number, text in enumerate(OTHERS["own"]):
        yield Case("own words that look quoted", str(number), _mail(text), text.strip())
    for each in OTHERS["automatic"]:
        yield Case("automatic, no head", each["lang"], _mail(each["text"], subject=each["subject"]), None)
    yield from _of_charsets()


def _of_a_head(head: dict[str, Any]) -> Iterator[Case]:
    marks, name, own = head.get("marks", "> "), head["program"], "\n".join(OWN)
    said = "\n".join(marks + line for line in OURS)
    quoted = f"{head['text'].strip(chr(10))}\n{'' if marks else chr(10)}{said}\n"
    yield Case(f"{head['class']}, above", name, _mail(f"{own}\n\n{quoted}"), own, ours=True)
    if marks:
        yield Case(f"{head['class']}, below", name, _mail(f"{quoted}\n{own}\n"), own, ours=True)
        around = f"{OWN[0]}\n\n{quoted}\n{OWN[2]}\n"
        yield Case(f"{head['class']}, around", name, _mail(around), f"{OWN[0]}\n\n{OWN[2]}", ours=True)
        between = f"{quoted}\n{OWN[0]}\n\n{marks}{OURS[1]}\n\n{OWN[1]}\n"
        yield Case(f"{head['class']}, between", name, _mail(between), between.strip())


def _of_charsets() -> Iterator[Case]:
    japanese, european = "①十一月の会に㈱川辺の三名で参ります。髙橋", "It’s our first time – “curious” about the café."
    flowed = "今日の会に行きます。とても楽し \nみにしています。\n\n> 川の会は毎月 \n> 開いています。\n"
    spaced = "We will come to the meeting with \nthree friends.\n\n> We meet every \n> Sunday.\n"
    for name, kind, body, own in (
        ("BOM", "charset=utf-8", b"\xef\xbb\xbf" + japanese.encode(), japanese),
        ("BOM called ASCII", "charset=us-ascii", b"\xef\xbb\xbf" + japanese.encode(), japanese),
        ("cp1252 called ASCII", "charset=us-ascii", european.encode("cp1252"), european),
        ("cp1252 called utf-8", "charset=utf-8", european.encode("cp1252"), european),
        ("cp1252, nothing said", "", european.encode("cp1252"), european),
        ("cp1252 called Latin-1", "charset=iso-8859-1", european.encode("cp1252"), european),
        ("ISO-2022-JP with NEC's characters", "charset=iso-2022-jp", nec(japanese), japanese),
        ("Shift_JIS called ASCII", "charset=us-ascii", japanese.encode("cp932"), japanese),
        (
            "flowed, DelSp",
            "charset=utf-8; format=flowed; delsp=yes",
            flowed.encode(),
            "今日の会に行きます。とても楽しみにしています。",
        ),
        (
            "flowed",
            "charset=utf-8; format=Flowed",
            spaced.encode(),
            "We will come to the meeting with three friends.",
        ),
    ):
        head = b"From: hanako@example.jp\nSubject: Re: River news\nMIME-Version: 1.0\n"
        coding = f"Content-Type: text/plain; {kind}\n".encode() if kind else b""
        raw = head + coding + b"Content-Transfer-Encoding: 8bit\n\n" + body
        yield Case("charsets and flowed text", name, raw, own)


def _mail(text: str, subject: str = "Re: River news") -> bytes:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "hanako@example.jp", "office@example.org", subject
    mail.set_content(text)
    return mail.as_bytes()


def is_right(case: Case) -> bool:
    """Whether a mail is read for what it is."""
    meaning = read(case.raw)[0]
    if case.own is None or not isinstance(meaning, Words):
        return case.own is None and isinstance(meaning, Automatic)
    if case.ours and not all(line in meaning.quoted for line in OURS):
        return False
    return _lines(meaning.text) == _lines(case.own)


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def tried_and_wrong() -> tuple[Counter[str], list[Case]]:
    """How many of each class, and those that are read wrongly."""
    tried, wrong = Counter[str](), []
    for case in cases():
        tried[case.kind] += 1
        if not is_right(case):
            wrong.append(case)
    return tried, wrong


def of_folder(folder: Path) -> dict[str, tuple[int, int]]:
    """How many characters of each file are own and quoted; none of what no person wrote."""
    found = {}
    for path in sorted([*folder.rglob("*.eml"), *folder.rglob("*.txt")]):
        raw = path.read_bytes()
        meaning = read(raw)[0] if path.suffix == ".eml" else None
        own, quoted = fold(raw.decode("utf-8", "replace")) if meaning is None else ("", "")
        if isinstance(meaning, Words):
            own, quoted = meaning.text, meaning.quoted
        found[path.name] = (len(own), len(quoted))
    return found


def main(arguments: list[str]) -> int:
    """Print the table."""
    if arguments:
        for name, (own, quoted) in of_folder(Path(arguments[0])).items():
            sys.stdout.write(f"{name:50} own {own:6}  quoted {quoted:6}\n")
        return 0
    tried, wrong = tried_and_wrong()
    missed = Counter(case.kind for case in wrong)
    for kind, count in (*sorted(tried.items()), ("all", tried.total())):
        bad = len(wrong) if kind == "all" else missed[kind]
        sys.stdout.write(f"{kind:40} tried {count:4}  right {count - bad:4}  wrong {bad:4}\n")
    for case in wrong:
        sys.stdout.write(f"wrong: {case.kind}: {case.name}\n")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
