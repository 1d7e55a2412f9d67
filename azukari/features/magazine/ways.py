"""The way in which the desk of the magazine uses people's data (law 12). An issue has its own: a kind of mailing."""

from azukari.both_languages import BothLanguages
from azukari.policy.terms import Use
from azukari.policy.ways import Way

ISSUES = Way("magazine:issues", BothLanguages("preparing and sending issues"), frozenset({Use.INFORM}))
WAYS = (ISSUES,)
