"""What a question of the gate is, and how it says no."""

from collections.abc import Callable
from datetime import date

from azukari.policy.disclose_words import told
from azukari.policy.disclosure import Demand, RecipientStatus
from azukari.policy.terms import Answer, Policy, Text, Verdict

type Question = Callable[[Policy, Demand, RecipientStatus, date], Verdict | None]
"""Looks at a transfer on a day, where the organisation is. None if nothing stands against it."""


def no(policy: Policy, code: str, demand: Demand, part: str = "", /, **words: Text | str) -> Verdict:
    """A refusal whose clause is in the recipient's entry."""
    known = policy.recipients.get(demand.recipient)
    name = known.name if known else demand.recipient
    return told(
        policy, Answer.NO, f"disclose.{code}", f"recipients.{demand.recipient}{part}", **{"recipient": name, **words}
    )


def first(policy: Policy, faults: tuple[tuple[bool, str], ...]) -> Verdict | None:
    """The refusal of the first fault that there is."""
    code = next((code for fault, code in faults if fault), None)
    return told(policy, Answer.NO, f"disclose.{code}", "management") if code else None
