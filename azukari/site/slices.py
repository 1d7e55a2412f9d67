"""The slices of this house. To add one is a line here; what is left out does not exist."""

from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from azukari.slice import Slice  # which reads models, and settings ask for the names before there are any

NAMES = (
    "members",
    "volunteers",
    "campaigns",
    "feedback",
    "magazine",
    "questionnaires",
    "questionnaires.results",
    "statistics",
    "writing",
    "entry",
    "rights",
    "agents",
    "webhooks",
    "processors",
    "reconsent",
    "audits",
    "training",
    "incidents",
    "rules",
    "morning",
    "start",
    "director",
    "policy",
    "records",
    "staff",
    "imports",
    "exports",
    "theme",
)
"""Packages below ``azukari.features``, in the order in which a page shows what several of them bring."""


@cache
def slices() -> "tuple[Slice, ...]":
    """Their manifests. To be asked once all models are loaded."""
    return tuple(import_module(f"azukari.features.{name}.slice").SLICE for name in NAMES)
