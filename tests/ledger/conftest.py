"""The fixtures of the ledger's tests; the promises' tests import them as well."""

from tests.ledger.throw_away import catalogue_of_this_test
from tests.ledger.writer import unlocked, writer

__all__ = ["catalogue_of_this_test", "unlocked", "writer"]
