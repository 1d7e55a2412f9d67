"""Ways in which the desk of volunteers uses people's data (law 12)."""

from azukari.policy.terms import Use
from azukari.policy.ways import Way

SHIFTS = Way(
    "volunteers:shifts", {"ja": "活動の割り当てと記録", "en": "shifts, places and hours"}, frozenset({Use.ADMINISTER})
)
WAYS = (SHIFTS,)
