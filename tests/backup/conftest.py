"""A key of the operator, another place for what is restored, and an instance with people."""

from tests.backup.bundles import another, identity, peopled, peopled_mould

__all__ = ["another", "identity", "peopled", "peopled_mould"]
