"""A key of the operator, and another place for what is restored."""

from tests.backup.bundles import another, identity

__all__ = ["another", "identity"]
