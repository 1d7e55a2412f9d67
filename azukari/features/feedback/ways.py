"""The way in which the desk of feedback uses people's data (law 12). A reply has its own: a kind of letter."""

from azukari.both_languages import BothLanguages
from azukari.policy.terms import Use
from azukari.policy.ways import Way

INBOX = Way("feedback:inbox", BothLanguages("sorting what was written"), frozenset({Use.ANSWER}))
WAYS = (INBOX,)
