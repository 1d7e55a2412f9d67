"""How small each benchmark runs: in the suite, and beside an earlier version (`bin/bench`)."""

from collections.abc import Mapping

SMALL: Mapping[str, str] = {
    "backup": "--people 1000",
    "campaign": "--signatures 500",
    "console": "--sizes 50 500 --times 20",
    "controls": "--people 1000",
    "epochs": "--people 2000 --gone 10",
    "expiry": "--people 200 --texts 50 --quiet 5",
    "feedback": "--sizes 100 500 --times 10",
    "gate": "--people 2000",
    "hostile": "--seconds 5",
    "ledger": "--entries 5000",
    "mailing": "--people 2000",
    "members": "--sizes 100 500 --times 10",
    "people": "--sizes 200 500 --times 20",
    "questionnaires": "--sizes 200 500 --times 5 --seconds 3 --rounds 2",
    "rights": "--sizes 500 --times 20",
    "statistics": "--pages 20 --views 5000 --days 60",
    "submissions": "--seconds 5 --rounds 2 --front --engines sqlite",
    "timing": "--tries 50",
    "views": "--seconds 3 --rounds 2",
}
"""Beside an earlier version: large enough for a figure, small enough for some minutes each."""

TINY: Mapping[str, tuple[str, str]] = {
    "backup": ("--people 30 --engine ENGINE", "a restore drill"),
    "console": ("--sizes 20 30 --times 1 --engine ENGINE", "search: an address"),
    "controls": ("--people 20 --engine ENGINE", "all of them"),
    "epochs": ("--people 60 --gone 3 --engine ENGINE", "3 of them went"),
    "expiry": ("--people 6 --texts 4 --quiet 2 --engine ENGINE", "6 people gone"),
    "campaign": ("--signatures 20 --engine ENGINE", "counter error"),
    "feedback": ("--sizes 20 30 --times 1 --engine ENGINE", "queries grew: none"),
    "gate": ("--people 20", "a transfer of 20, sealed (ready)"),
    "hostile": ("--seconds 0.2 --engine ENGINE", "mail   "),
    "ledger": ("--entries 300 --engine ENGINE", "auditor's bundle"),
    "mailing": ("--people 60 --engine ENGINE", "60 messages of 30 KB"),
    "members": ("--sizes 20 30 --times 1 --engine ENGINE", "queries grew: none"),
    "people": ("--sizes 40 60 --times 1 --engine ENGINE", "erase"),
    "questionnaires": ("--sizes 20 40 --times 1 --seconds 1 --rounds 1 --engine ENGINE", "linked answers"),
    "rights": ("--sizes 30 --times 1 --others --engine ENGINE", "Others among 30 people"),
    "statistics": ("--pages 3 --views 200 --days 40 --engine ENGINE", "report of 30 days"),
    "timing": ("--tries 4", "signing: known address, new one"),
    "views": ("--seconds 1 --rounds 1 --engine ENGINE", "told apart and counted"),
    "submissions": ("--seconds 1 --rounds 1 --front --engines ENGINE", "bare behind the front"),
}
"""The least that each can be asked for, and a piece of what it says then."""
