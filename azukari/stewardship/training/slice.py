"""Slice of training: courses for staff, tied to their duties and to the policy, which gate access (P33, P34)."""

from azukari.slice import Slice

SLICE = Slice(name="stewardship.training")
