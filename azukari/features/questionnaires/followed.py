"""A question and what follows it on the same line: its answer, or the row of a matrix."""

from azukari.lib.joining import colon

_STOPS = tuple(".?!。．？！")


def followed(question: str, by: str, lang: str) -> str:
    """Both, with a colon between; with a dash where the question ends with a stop, which no colon follows."""
    return f"{question} – {by}" if question.endswith(_STOPS) else f"{question}{colon(lang)}{by}"
