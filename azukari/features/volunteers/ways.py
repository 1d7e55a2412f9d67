"""Ways in which the desk of volunteers uses people's data (law 12)."""

from azukari.both_languages import BothLanguages
from azukari.policy.terms import Use
from azukari.policy.ways import Way

SHIFTS = Way("volunteers:shifts", BothLanguages("shifts, places and hours"), frozenset({Use.ADMINISTER}))
WAYS = (SHIFTS,)
