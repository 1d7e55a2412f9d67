"""The fixtures of the timelines' tests."""

from tests.ledger.throw_away import catalogue_of_this_test

__all__ = ["catalogue_of_this_test"]
