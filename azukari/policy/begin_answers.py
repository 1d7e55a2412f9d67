"""Answers of the policy wizard: what a small organisation says of itself and of the forms that it wants."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from azukari.policy.terms import Category, FormKind, Period, Text

OPTIONAL = (Category.PHONE, Category.FAX, Category.OCCUPATION)
"""What a form may ask besides; an organisation that does not need it, does not ask it."""


@dataclass(frozen=True, slots=True)
class Provider:
    """A contractor that delivers the mail.

    Args:
        signed, begins, ends: of its contract; no end where it runs on.
    """

    name: Text
    address: Text
    reference: str
    signed: date
    begins: date
    ends: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Beginning:
    """What a small organisation answers.

    Args:
        about: what it is, as a phrase: "a group of neighbours who ...".
        forms: which kinds it wants; the contact form is always there, because requests arrive by it.
        asks: what its forms ask besides what they need.
        fees: yen a year by the class of member (``regular``, ``supporting``, ``student``); none at all for no fee.
        kept: how long after somebody leaves.
        answered: how long after a message was answered.
        activities: what volunteers can choose from.
        petition, addressee, petition_until: of the campaign.
        questionnaire, questionnaire_until: of the questionnaire.
        opens, closes, weekdays: when the telephone is answered; Monday is ``mon``.
        guardians: whether people below 16 may sign and register with a guardian's agreement.
    """

    name: Text
    about: Text
    representative: Text
    address: Text
    registration: Text
    website: str
    email: str
    phone: str
    opens: str = "09:00"
    closes: str = "17:30"
    weekdays: tuple[str, ...] = ("mon", "tue", "wed", "thu", "fri")
    forms: frozenset[FormKind] = frozenset(FormKind)
    asks: frozenset[Category] = frozenset()
    fees: Mapping[str, int]
    kept: Period
    answered: Period
    magazine: Text
    activities: tuple[Text, ...] = ()
    petition: Text
    addressee: Text
    petition_until: date | None = None
    questionnaire: Text
    questionnaire_until: date | None = None
    guardians: bool = False
    provider: Provider | None = None
