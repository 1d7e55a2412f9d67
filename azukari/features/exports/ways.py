"""Ways of taking a list out: of the people of a purpose, or of the submissions of a form (law 12)."""

from azukari.both_languages import BothLanguages
from azukari.policy.terms import Use
from azukari.policy.ways import Way

PEOPLE = Way("exports:people", BothLanguages("exporting a list of people"), frozenset(Use) - {Use.ANSWER})
"""With whom to deal: not those who have only asked something, since nothing but an answer is due to them."""
SUBMISSIONS = Way("exports:submissions", BothLanguages("exporting submissions"), frozenset(Use))
WAYS = (PEOPLE, SUBMISSIONS)
