"""Ways in which the members' desk uses people's data, each with the uses of a purpose to which it belongs (law 12)."""

from azukari.policy.terms import Use
from azukari.policy.ways import Way

_SERVICE = frozenset({Use.ADMINISTER})
_BOOKS = frozenset({Use.ADMINISTER, Use.ACCOUNT})

REGISTER = Way("members:register", {"ja": "会員名簿の手続き", "en": "changes to the register of members"}, _SERVICE)
"""Admission, classes, pauses, exit, reinstatement, meetings: what is done with memberships, by staff or by a token."""
DUES = Way("members:dues", {"ja": "会費の請求と入金の記録", "en": "invoices and payments"}, _BOOKS)
MATCHING = Way("members:matching", {"ja": "入金とお名前の照合", "en": "comparing deposits with names"}, _BOOKS)
ON_PAPER = Way("members:on-paper", {"ja": "宛名ラベルと郵送の手紙", "en": "labels and letters on paper"}, _SERVICE)
DONORS = Way("members:donors", {"ja": "寄附者名簿の書き出し", "en": "the register of donors as a file"}, _BOOKS)
VOTES = Way("members:votes", {"ja": "総会の出欠と議決の名簿", "en": "the list of votes at a general meeting"}, _SERVICE)

WAYS = (REGISTER, DUES, MATCHING, ON_PAPER, DONORS, VOTES)
