"""Whoever's mail came back reads why, where we know it, and whether mailings are held back for it."""

import pytest
from django.utils import translation

from azukari.core.mail.events import _why
from azukari.policy.returned import LIMIT, WEIGHT, Reason

HELD = "Mailings are held back until there is another address."


@pytest.mark.parametrize("reason", Reason)
def test_the_reason_is_told_where_it_is_about_the_mailbox(reason: Reason) -> None:
    with translation.override("en"):
        alone, held = _why({"reason": reason.value, "score": 1}), _why({"reason": reason.value, "score": LIMIT})
    about_us = WEIGHT[reason] == 0 or reason is Reason.UNKNOWN
    assert bool(alone) is not about_us
    assert held == f"{alone} {HELD}".strip()


def test_what_is_not_known_is_not_told() -> None:
    with translation.override("en"):
        assert (_why({}), _why({"reason": "other"}), _why({"score": LIMIT})) == ("", "", HELD)
