"""Unlinked answers of a version, each with the key that decides the noise of what staff see of groups."""

import hashlib
from collections.abc import Sequence

from django.conf import settings

from azukari.core.vault.batch_field import Opened
from azukari.features.questionnaires.learning.noise import Keyed, keyed
from azukari.features.questionnaires.models import Version
from azukari.features.questionnaires.results.refresh import each_of


def keyed_answers(version: Version) -> Sequence[Keyed]:
    """All that may be counted."""
    secret = hashlib.sha256(f"cell keys {settings.SECRET_KEY}".encode()).digest()
    return [
        keyed(answers.name if isinstance(answers, Opened) else str(id), answers, secret=secret)
        for id, answers in each_of(version)
    ]
