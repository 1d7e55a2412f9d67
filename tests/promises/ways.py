"""Two ways of its own to break each promise in a running instance, from outside."""

from collections.abc import Mapping

from tests.promises.outside import Way
from tests.promises.ways_data import DATA
from tests.promises.ways_office import OFFICE
from tests.promises.ways_policy import POLICY
from tests.promises.ways_world import WORLD

WAYS: Mapping[str, Way] = {**DATA, **OFFICE, **POLICY, **WORLD}

BREAKS: Mapping[int, tuple[str, str]] = {
    1: ("a password by hand", "a duty by hand"),
    2: ("another period", "a purpose of no form"),
    3: ("a value of no form", "paper-check"),
    4: ("an unknown form", "a form of no service"),
    5: ("membership", "members kept"),
    6: ("volunteers", "volunteers for members"),
    7: ("feedback", "answers kept"),
    8: ("magazine", "an address nobody confirms"),
    9: ("campaign", "signatures kept"),
    10: ("questionnaire", "answers of one"),
    11: ("a seventh kind", "a form of another kind"),
    12: ("an exception nobody approved", "an invitation for an answer"),
    13: ("a question nobody asked", "a question without a reason"),
    14: ("a right by hand", "an answer for the magazine"),
    15: ("a guard of the vault", "a day of birth"),
    16: ("a question one has to answer", "all demanded"),
    17: ("a kind of count", "an hour of a visitor"),
    18: ("an address counted", "a cookie"),
    19: ("other words", "no word on the method"),
    20: ("another's notice", "no purpose in English"),
    21: ("one hand twice", "a mail server of whoever"),
    22: ("consent gone", "a wider consent"),
    23: ("no contract any more", "a contract by hand"),
    24: ("no secrecy", "a contract lost"),
    25: ("a law that compels nothing", "approvals by anybody"),
    26: ("a guard of grounds", "a hollow guard of grounds"),
    27: ("another entry", "a transfer lost"),
    28: ("nothing better", "a company for nothing"),
    29: ("mail by another company", "a mail provider by hand"),
    30: ("a review overdue", "a review forgotten"),
    31: ("guidelines not accepted", "an acceptance lost"),
    32: ("law-review", "a lesson late"),
    33: ("training of long ago", "staff-talks"),
    34: ("training lost", "training of last year"),
    35: ("no audit of the year", "a day left out"),
    36: ("a finding late", "no review of the year"),
    37: ("in the clear", "answers without TLS"),
    38: ("a certificate of nobody", "a key for everybody"),
    39: ("no line on encryption", "no word on encryption"),
    40: ("an instruction unanswered", "a correction not done"),
    41: ("an old backup", "somebody still there"),
    42: ("another's codes", "a release not done"),
    43: ("granted to nobody known", "shown by hand"),
    44: ("a request that waits", "requests of last year"),
    45: ("requests by no form", "no number"),
    46: ("nobody at the desk", "a guard of deputies"),
    47: ("hours that are none", "a phone for a year"),
}
"""By promise. Each of the two breaks it by something else."""
