"""A made-up poll of 1,000 people and 60 questions, the same with every run: R and this program are asked about it.

python -c "from azukari.features.questionnaires.learning.tests.reference.poll import text; print(text())" > survey.csv
"""

import random
from pathlib import Path

HERE = Path(__file__).parent
PEOPLE, QUESTIONS = 1000, 60


def rows() -> list[dict[str, str]]:
    """One a person: the chance of having been drawn, three characteristics, and answers, some of them missing."""
    chance = random.Random(17)  # noqa: S311  # it must be the same with every run
    found = []
    for _ in range(PEOPLE):
        age = chance.choices(["young", "middle", "old"], [3, 4, 3])[0]
        row = {
            "chance": chance.choice(["0.01", "0.02", "0.025"]),
            "age": age,
            "sex": chance.choices(["f", "m", "x"], [50, 45, 5])[0],
            "region": chance.choices(["east", "north", "south", "west"], [5, 2, 2, 3])[0],
        }
        for number in range(QUESTIONS):
            options = ["a", "b", "c", "d", "dk"][: 2 + number % 4]
            tilt = [1 + (age == "old") * (number % 3) * (place == 0) for place in range(len(options))]
            missing = chance.random() < 0.02 * (number % 5)
            row[f"q{number:02}"] = "" if missing else chance.choices(options, tilt)[0]
        found.append(row)
    return found


def text() -> str:
    """The poll as R reads it."""
    found = rows()
    return "\n".join(",".join(row) for row in [[*found[0]], *(row.values() for row in found)]) + "\n"
