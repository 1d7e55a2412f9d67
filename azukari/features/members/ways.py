"""Ways in which the members' desk uses people's data, each with the uses of a purpose to which it belongs (law 12)."""

from azukari.both_languages import BothLanguages
from azukari.policy.terms import Use
from azukari.policy.ways import Way

_SERVICE = frozenset({Use.ADMINISTER})
_BOOKS = frozenset({Use.ADMINISTER, Use.ACCOUNT})

REGISTER = Way("members:register", BothLanguages("changes to the register of members"), _SERVICE)
"""Admission, classes, pauses, exit, reinstatement, meetings: what is done with memberships, by staff or by a token."""
DUES = Way("members:dues", BothLanguages("invoices and payments"), _BOOKS)
MATCHING = Way("members:matching", BothLanguages("comparing deposits with names"), _BOOKS)
ON_PAPER = Way("members:on-paper", BothLanguages("labels and letters on paper"), _SERVICE)
DONORS = Way("members:donors", BothLanguages("the register of donors as a file"), _BOOKS)
PAYMENTS = Way("members:payments", BothLanguages("the payments ledger as a file"), _BOOKS)
VOTES = Way("members:votes", BothLanguages("the list of votes at a general meeting"), _SERVICE)

WAYS = (REGISTER, DUES, MATCHING, ON_PAPER, DONORS, PAYMENTS, VOTES)
