"""Quoted text in a reply: told apart from what the person wrote, so that a page can fold it. Nothing is thrown away."""

import re

_MARKED = re.compile(r"\s*[>＞|｜]")  # asked at the beginning of a line alone
_SIGNS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"-{2,}\s*(?:original message|forwarded message|元のメッセージ|転送メッセージ|original appointment)\s*-{2,}\s*",
        r"_{10,}\s*",
        r"(?:on|am|le|el) .{6,200}(?:wrote|schrieb|a écrit|escribió)\s*:\s*",
        r"\d{4}[年/-]\d{1,2}[月/-]\d{1,2}日?.{0,160}(?:[:：]|のメッセージ[:：]|(?:wrote|書きました|送信)\s*+[:：]?)\s*+",
        r".{0,80}(?:さん(?:は|が)|wrote|は)書きました\s*+[:：]?\s*+",
        r"(?:from|差出人|送信者|送信元)\s*[:：][^@]{0,200}[^\s@]@[^\s@].*",
    )
)


_LONGEST_SIGN = 300  # characters of a line that may be a sign


def fold(text: str) -> tuple[str, str]:
    """What somebody wrote, and what they quoted below it or between.

    Returns:
        their own words and the quoted ones. Where all of it is quoted, or the answer stands between the quoted lines,
        so that it makes no sense without them, all of it is their own.
    """
    lines = text.strip("\n").split("\n")
    start = next((at for at, line in enumerate(lines) if _begins(lines, at, line)), len(lines))
    own, quoted = lines[:start], lines[start:]
    if not "".join(own).strip() or any(_answers(quoted)):
        return text.strip(), ""
    return "\n".join(own).strip(), "\n".join(quoted).strip("\n")


def perhaps_own(quoted: str, ours: str = "") -> str:
    """What of the quoted text its sender may have written: all of it where nothing but a mark says that it is quoted,
    since people mark lines of their own so; else what follows the last marked line. Where no line is marked, an answer
    may stand anywhere: it is told by what we wrote, as far as that is known.

    Args:
        ours: what they answer, with links and tags, or nothing.
    """
    lines = quoted.split("\n")
    if _MARKED.match(lines[0]):
        return quoted
    marked = [at for at, line in enumerate(lines) if _MARKED.match(line)]
    if marked or not ours:
        return "\n".join(lines[marked[-1] + 1 :]).strip() if marked else ""
    head = next((at for at, line in enumerate(lines) if at and not line.strip()), len(lines))
    known = letters(ours)
    return "\n".join(line for line in lines[head:] if letters(line) not in known).strip()


_LINK = re.compile(r"<?https?://[^\s<>]*>?")
_NO_LETTERS = re.compile(r"[\W_]+")


def letters(text: str) -> str:
    """Without spaces, marks of quotations and of emphasis, and addresses of links, which each program writes in its
    own way: to find a line in another version of a text.
    """
    return _NO_LETTERS.sub("", _LINK.sub("", text))


def _begins(lines: list[str], at: int, line: str) -> bool:
    """Whether what is quoted begins at this line."""
    if _MARKED.match(line):
        return True
    if len(line) > _LONGEST_SIGN:
        return False
    # a sign may be broken into two lines
    two = f"{line} {lines[at + 1][:_LONGEST_SIGN]}" if at + 1 < len(lines) else ""
    return any(sign.fullmatch(line.strip()) or (two and sign.fullmatch(two.strip())) for sign in _SIGNS)


def _answers(quoted: list[str]) -> list[str]:
    """Lines between marked ones that bear no mark: answers, each in its place."""
    marked = [at for at, line in enumerate(quoted) if _MARKED.match(line)]
    if not marked:
        return []
    return [line for line in quoted[marked[0] : marked[-1]] if line.strip() and not _MARKED.match(line)]
