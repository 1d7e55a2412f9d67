"""Quoted text in a reply: told apart from what the person wrote, so that a page can fold it. Nothing is thrown away."""

import re

from azukari.core.mail.incoming.quote_heads import MARKED, begins, first_of

_INVISIBLE = re.compile("[\u200b\u200e\u200f\u2060\ufeff]")
"""What a program puts between the words of a head, and nobody sees."""


def fold(text: str) -> tuple[str, str]:
    """What somebody wrote, and what they quoted.

    Returns:
        their own words, above or below what is quoted, and the quoted ones. Where all of it is quoted, or the answer
        stands between the quoted lines, so that it makes no sense without them, all of it is their own.
    """
    lines = text.strip("\n").split("\n")
    plain = [_INVISIBLE.sub("", line) for line in lines]
    start = next((at for at, line in enumerate(plain) if MARKED.match(line) or begins(plain, at)), len(lines))
    start = first_of(lines, start) if start < len(lines) else start
    above, quoted = lines[:start], lines[start:]
    if any(_answers(quoted)):
        return text.strip(), ""
    end = _end_of_marked(quoted, directly=not "".join(above).strip())
    below = quoted[end:]
    next_head = next((at for at in range(len(below)) if begins(below, at)), len(below))
    own = [part for part in (_joined(above), _joined(below[:next_head])) if part]
    if not own:
        return text.strip(), ""
    return "\n\n".join(own), "\n".join([*quoted[:end], *below[next_head:]]).strip("\n")


def _joined(lines: list[str]) -> str:
    return "\n".join(lines).strip()


def _end_of_marked(quoted: list[str], *, directly: bool) -> int:
    """Where the last marked line ends and words of the writer may follow: after an empty line, unless nothing stands
    above; else it may be the rest of a long line that was marked.

    Args:
        directly: whether words count that follow without an empty line.
    """
    marked = [at for at, line in enumerate(quoted) if MARKED.match(line)]
    if not marked:
        return len(quoted)
    end = marked[-1] + 1
    if directly or (end < len(quoted) and not quoted[end].strip()):
        return end
    return len(quoted)


def perhaps_own(quoted: str, ours: str = "") -> str:
    """What of the quoted text its sender may have written: all of it where nothing but a mark says that it is quoted,
    since people mark lines of their own so; else what follows the last marked line. Where no line is marked, an answer
    may stand anywhere: it is told by what we wrote, as far as that is known.

    Args:
        ours: what they answer, with links and tags, or nothing.
    """
    lines = quoted.split("\n")
    if MARKED.match(lines[0]):
        return quoted
    marked = [at for at, line in enumerate(lines) if MARKED.match(line)]
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


def _answers(quoted: list[str]) -> list[str]:
    """Lines between marked ones that bear no mark: answers, each in its place."""
    marked = [at for at, line in enumerate(quoted) if MARKED.match(line)]
    if not marked:
        return []
    return [line for line in quoted[marked[0] : marked[-1]] if line.strip() and not MARKED.match(line)]
