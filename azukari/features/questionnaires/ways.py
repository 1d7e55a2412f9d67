"""The way in which the desk of questionnaires uses people's data (law 12). Inviting has its own: a kind of mailing."""

from azukari.policy.terms import Use
from azukari.policy.ways import Way

ANSWERS = Way(
    "questionnaires:answers",
    {"ja": "回答の受け付けと集計", "en": "asking and counting answers"},
    frozenset({Use.COUNT}),
)
WAYS = (ANSWERS,)
