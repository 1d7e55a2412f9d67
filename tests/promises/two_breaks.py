"""Two ways of breaking each promise in a running instance, from outside: by the database, the clock, the folder, the
network, or the process.

A way is the name of a control, whose break stands in `tests.controls` and is done to the instance itself; or one of the
two that break every promise alike.
"""

from collections.abc import Mapping

STOPPED = "the worker stands still"
"""Nobody looks any more: within 25 hours (half a year or a year where people look) it is unknown."""
FAILING = "the control fails"
"""The look meets an error: unknown at once."""

TWO_BREAKS: Mapping[int, tuple[str, str]] = {
    1: ("accounts", "ledger"),
    2: ("charters", "policy-rules"),
    3: ("vault-orphans", "database-guards"),
    4: ("submissions", "policy-rules"),
    5: ("purposes-membership", "retention"),
    6: ("purposes-volunteers", "policy-rules"),
    7: ("purposes-feedback", "retention"),
    8: ("purposes-magazine", "suppression"),
    9: ("purposes-campaign", "last-days"),
    10: ("purposes-questionnaire", "policy-rules"),
    11: ("submissions", "policy-rules"),
    12: ("exceptions", "uses"),
    13: ("vault-orphans", "policy-rules"),
    14: ("vault-orphans", "uses"),
    15: ("database-guards", "vault-orphans"),
    16: ("form-pages", "policy-rules"),
    17: ("page-statistics", STOPPED),
    18: ("page-statistics", "form-pages"),
    19: ("notices", "form-pages"),
    20: ("notices", "form-pages"),
    21: ("transfers", "mail-provider"),
    22: ("transfers", STOPPED),
    23: ("contracts", STOPPED),
    24: ("contracts", STOPPED),
    25: ("transfers", "database-guards"),
    26: ("transfers", "database-guards"),
    27: ("ledger", "day-notes"),
    28: ("entrustments", "policy-rules"),
    29: ("mail-provider", "suppression"),
    30: ("contracts", STOPPED),
    31: ("contracts", STOPPED),
    32: ("law-rows", "incidents"),
    33: ("learned", "training"),
    34: ("learned", "training"),
    35: ("audits", "day-notes"),
    36: ("follow-up", "management-review"),
    37: ("tls", "reach"),
    38: ("hops", "keys"),
    39: ("form-pages", STOPPED),
    40: ("instructions", STOPPED),
    41: ("certificates", "retention"),
    42: ("integrity", "owners"),
    43: ("identity", STOPPED),
    44: ("requests-in-time", STOPPED),
    45: ("contact-page", FAILING),
    46: ("department", "database-guards"),
    47: ("contact-page", FAILING),
}
