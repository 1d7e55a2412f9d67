"""Tokens of the blind index: by them a value is found by exactly what it says, and nothing is opened for it."""

from azukari.lib.search_key import search_key
from azukari.policy.terms import Category
from azukari.vault.cipher import blind_index

FOUND_BY = frozenset({Category.EMAIL, Category.PHONE, Category.NAME})
"""Categories that can be looked up by an exact, normalised value."""


def token_of(category: Category, text: str) -> bytes | None:
    """The blind index of a value, or None for categories that are never looked up."""
    return blind_index(category, search_key(category, text)) if category in FOUND_BY else None
