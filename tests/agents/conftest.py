"""A published policy, a clock that stands still, two people who answer requests, and an agent on the list."""

from tests.agents.listed import agent, fresh_limits, listed, outside

__all__ = ["agent", "fresh_limits", "listed", "outside"]
