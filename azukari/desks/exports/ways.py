"""Ways of taking a list out: of the people of a purpose, or of the submissions of a form (law 12)."""

from azukari.policy.terms import Use
from azukari.policy.ways import Way

PEOPLE = Way(
    "exports:people", {"ja": "名簿の書き出し", "en": "exporting a list of people"}, frozenset(Use) - {Use.ANSWER}
)
"""With whom to deal: not those who have only asked something, since nothing but an answer is due to them."""
SUBMISSIONS = Way(
    "exports:submissions", {"ja": "届いた申し込みの書き出し", "en": "exporting submissions"}, frozenset(Use)
)
WAYS = (PEOPLE, SUBMISSIONS)
