"""Types of question in LimeSurvey, and the answers that some of them bring along."""

from collections.abc import Mapping, Sequence
from typing import Any

type Options = Sequence[tuple[str, Mapping[str, str]]]

TYPES = {
    **dict.fromkeys("L!", "single"), "O": "single", "Y": "single", "G": "single", "M": "multiple", "P": "multiple",
    "R": "ranking", **dict.fromkeys("FABCEH", "matrix"), "5": "scale", "N": "number", "D": "date", "S": "short_text",
    **dict.fromkeys("TU", "long_text"), "X": "text",
}  # fmt: skip
FIXED: Mapping[str, Options] = {
    "Y": [("Y", {"ja": "はい", "en": "Yes"}), ("N", {"ja": "いいえ", "en": "No"})],
    "G": [("F", {"ja": "女性", "en": "Female"}), ("M", {"ja": "男性", "en": "Male"})],
    "C": [
        ("Y", {"ja": "はい", "en": "Yes"}),
        ("U", {"ja": "わからない", "en": "Uncertain"}),
        ("N", {"ja": "いいえ", "en": "No"}),
    ],
    "E": [
        ("I", {"ja": "増えた", "en": "Increase"}),
        ("S", {"ja": "変わらない", "en": "Same"}),
        ("D", {"ja": "減った", "en": "Decrease"}),
    ],
    **{
        type: [(str(n), {"ja": str(n), "en": str(n)}) for n in range(1, most + 1)]
        for type, most in (("A", 5), ("B", 10))
    },
}
SEVERAL = {"K": "number", "Q": "short_text"}


def is_scale(options: Sequence[Mapping[str, Any]]) -> bool:
    """Whether single choices are whole numbers in a row that are called by themselves."""
    values = [each["value"] for each in options]
    if len(values) < 2 or len(values) > 11 or not all(v.isascii() and v.isdigit() for v in values):
        return False
    numbers = [int(value) for value in values]
    return numbers == list(range(numbers[0], numbers[0] + len(numbers))) and all(
        set(each["label"].values()) == {each["value"]} for each in options
    )
