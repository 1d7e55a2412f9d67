"""The way in which the desk of campaigns uses people's data (law 12). News has its own: a kind of mailing."""

from azukari.both_languages import BothLanguages
from azukari.policy.terms import Use
from azukari.policy.ways import Way

SIGNATURES = Way("campaigns:signatures", BothLanguages("checking and counting signatures"), frozenset({Use.COUNT}))
WAYS = (SIGNATURES,)
