"""The population that the made-up poll is weighted to; survey.R has the same."""

from datetime import date

from azukari.features.questionnaires.learning.targets import Targets

_SOURCE, _DAY = "made up", date(2026, 1, 1)
TARGETS = {
    "age": Targets("age", {"young": 0.22, "middle": 0.33, "old": 0.45}, _SOURCE, _DAY),
    "sex": Targets("sex", {"f": 0.51, "m": 0.46, "x": 0.03}, _SOURCE, _DAY),
    "region": Targets("region", {"east": 0.4, "north": 0.15, "south": 0.2, "west": 0.25}, _SOURCE, _DAY),
}
