"""Danger: what is at stake while a claim about the house is not kept."""

from enum import IntEnum


class Danger(IntEnum):
    """The worst first."""

    DATA = 0
    """Data may be lost, or be where it must not be."""

    SERVICE = 1
    """The house does not work for those who come."""

    LAW = 2
    """A day that a law or a contract sets passes."""

    OFFICE = 3
    """Work is left lying."""


DATA, SERVICE, LAW, OFFICE = Danger
