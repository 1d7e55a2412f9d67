"""Flowed text (RFC 3676): lines that a program broke to fit a width are joined again, each at its depth of marks."""

import re

_MARKS = re.compile(r">*")
_SIGNATURE = "-- "


def unflowed(text: str, *, without_spaces: bool) -> str:
    """The text as its writer broke it into lines.

    Args:
        text: of a part whose type says ``format=flowed``.
        without_spaces: whether the space before a break is the program's own, as ``DelSp=yes`` says; text of languages
            that write without spaces is broken so.
    """
    joined: list[tuple[str, str]] = []
    flows = False
    for line in text.split("\n"):
        marks = _MARKS.match(line)[0]  # type: ignore[index]  # it matches everywhere
        words = line[len(marks) :]
        words = words.removeprefix(" ")
        goes_on = words.endswith(" ") and words != _SIGNATURE
        if flows and joined[-1][0] == marks and words != _SIGNATURE:
            marks, before = joined.pop()
            words = before + words
        joined.append((marks, words[:-1] if goes_on and without_spaces else words))
        flows = goes_on
    return "\n".join(f"{marks} {words}" if marks and words else marks + words for marks, words in joined)
