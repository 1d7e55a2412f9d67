"""For which promises each control stands, and what is at stake where it fails: what the public page of promises says.

A wrong number would show a promise as broken that is kept, or the other way round.
"""

from azukari.lib.control import controls
from azukari.lib.danger import DATA, LAW, OFFICE, SERVICE

STANDS_FOR = {
    "access-review": ((1, 14), OFFICE),
    "advisories": ((1, 38), SERVICE),
    "audits": ((35,), OFFICE),
    "backup": ((41,), DATA),
    "certificates": ((41,), DATA),
    "charter": ((2,), SERVICE),
    "charters": ((2,), DATA),
    "clock": ((9,), DATA),
    "contact-page": ((45, 47), SERVICE),
    "contracts": ((23, 24, 30, 31), LAW),
    "controls": ((35,), OFFICE),
    "database": ((41,), DATA),
    "database-guards": ((3, 15, 25, 26, 46), DATA),
    "day-notes": ((27, 35), DATA),
    "department": ((46,), LAW),
    "disk": ((), SERVICE),
    "dormant-accounts": ((1,), OFFICE),
    "duties": ((1,), OFFICE),
    "accounts": ((1,), OFFICE),
    "files": ((), SERVICE),
    "follow-up": ((36,), OFFICE),
    "form-pages": ((18, 19, 20, 37, 39), SERVICE),
    "hops": ((38,), DATA),
    "identity": ((43,), DATA),
    "incidents": ((32, 36), LAW),
    "instructions": ((40, 41), LAW),
    "integrity": ((41, 42), DATA),
    "keys": ((38,), DATA),
    "law-review": ((32,), OFFICE),
    "ledger": ((1, 27), DATA),
    "mail": ((8,), SERVICE),
    "mail-authentication": ((8, 29), SERVICE),
    "mail-provider": ((21, 29), LAW),
    "management-review": ((36,), OFFICE),
    "mentions": ((41,), LAW),
    "migrations": ((), SERVICE),
    "owners": ((41, 42), DATA),
    "page-statistics": ((17, 18), OFFICE),
    "paper-check": ((1, 3), OFFICE),
    "phone-check": ((45, 47), OFFICE),
    "policy-rules": ((2, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 16, 19, 20, 28), SERVICE),
    "reach": ((37, 38), SERVICE),
    "reading": ((1,), OFFICE),
    "refusals": ((1, 14, 21), OFFICE),
    "removals": ((41,), DATA),
    "requests-done": ((41,), DATA),
    "requests-in-time": ((44,), LAW),
    "restores": ((41,), DATA),
    "retention": ((9, 41), DATA),
    "search": ((), SERVICE),
    "set-back": ((27, 41), DATA),
    "staff-talks": ((33, 34), OFFICE),
    "uses": ((12, 14), DATA),
    "suppression": ((8, 29), DATA),
    "tls": ((37, 38), DATA),
    "training": ((33, 34), LAW),
    "transfers": ((21, 22, 25, 26), DATA),
    "vault-orphans": ((3, 14), DATA),
    "witnesses": ((27,), DATA),
    "worker": ((), SERVICE),
}


def test_each_control_stands_for_its_promises(db: None) -> None:
    assert {control.name: (control.promises, control.danger) for control in controls()} == STANDS_FOR
