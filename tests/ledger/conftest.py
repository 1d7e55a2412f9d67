"""The fixtures of the ledger's tests; the promises' tests import them as well."""

from tests.ledger.writer import unlocked, writer

__all__ = ["unlocked", "writer"]
