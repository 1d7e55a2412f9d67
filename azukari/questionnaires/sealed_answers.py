"""How unlinked answers lie in the database: sealed by a key that all of a questionnaire share (`vault.batch_keys`), so
that neither its log nor any copy of it tells in which order they came.

Draws of tickets and answers follow each other, and a log keeps both orders. What opens of the answers are those that
were sealed since the key was last replaced, and all others as they were written then: all at once, in random order, by
other ids. A key is replaced when its epoch is over, and with a batch of a questionnaire to which people were invited.
So a day later what opens has no order. While an epoch lasts, whoever has the disk and ``keys/`` can follow its answers.
"""

import secrets
import uuid
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any
from uuid import UUID

from azukari.lib.identifier import new_id
from azukari.lib.listeners import Listeners
from azukari.questionnaires.models import MixedAnswers, Poll, PooledAnswers, Version
from azukari.questionnaires.publish import questionnaire_of
from azukari.questionnaires.shape import Question, QuestionType
from azukari.vault.batch_field import Opened
from azukari.vault.batch_keys import Sealing, renewed, sealing

_BATCH = "questionnaires:"
_AT_ONCE = 200
_MOST = 4096
_AROUND = 12  # bytes of JSON around an answer
_OF_A_CHARACTER = 3  # bytes, of Japanese

on_renewed = Listeners[[str, Sealing], None]()
"""Called, in the transaction, when all answers to a questionnaire are sealed anew: with its slug and the new key."""


def sealing_of(poll: str) -> Sealing:
    """What seals answers to a questionnaire, in the caller's transaction."""
    return sealing(_BATCH + poll)


def sealed(version: Version, answers: Mapping[str, Any], by: Sealing, *, name: str = "") -> str:
    """Answers as their column keeps them. Those of one version hardly differ in size.

    Args:
        name: what answers that were mixed are known by.
    """
    return by.seal(answers, name=name, least=_room(version))


@lru_cache(maxsize=64)
def _room(version: Version) -> int:
    """How many bytes answers to it may take, or as many as are padded."""
    return min(sum(map(_longest, questionnaire_of(version).questions)), _MOST)


def _longest(question: Question) -> int:
    """About how many bytes an answer may take, at most."""
    longest = max((len(option.value) for option in question.options), default=20) + _AROUND
    many = len(question.rows) or (1 if question.type is QuestionType.SINGLE else max(1, len(question.options)))
    texts = len(question.free_keys) - (not question.has_other)
    row = max((len(row.value) for row in question.rows), default=0)
    return len(question.id) + many * (longest + row) + texts * _OF_A_CHARACTER * question.longest


def renew(poll: str) -> int:
    """Seal all answers to a questionnaire by a new key, in random order and by other ids; returns how many were mixed
    before. In the caller's transaction, which has locked the questionnaire.
    """
    with renewed(_BATCH + poll) as by:
        _seal_anew(PooledAnswers, poll, by)
        many = _seal_anew(MixedAnswers, poll, by)
        on_renewed.tell(poll, by)
    return many


def _seal_anew(model: type[Any], poll: str, by: Sealing) -> int:
    rows = list(model._base_manager.filter(version__poll=poll).select_related("version").defer("version__document"))
    named = {row.id: uuid.uuid4() for row in rows}
    secrets.SystemRandom().shuffle(rows)
    for row in rows:
        name = row.answers.name if isinstance(row.answers, Opened) else str(row.id)
        row.id, row.answers = named[row.id], sealed(row.version, row.answers, by, name=name)
    model._base_manager.bulk_create(rows, batch_size=_AT_ONCE)
    _lead_to(model, named)
    gone = model._base_manager.filter(pk__in=named)
    gone._raw_delete(gone.db)
    return len(rows)


def _lead_to(model: type[Any], named: Mapping[UUID, UUID]) -> None:
    """Write anew what refers to these rows, in random order, so that it refers to those in their place."""
    for relation in model._meta.related_objects:
        of, key = relation.related_model, relation.field
        rows = list(of._base_manager.filter(**{f"{key.name}__in": named}))
        gone = of._base_manager.filter(pk__in=[row.pk for row in rows])
        gone._raw_delete(gone.db)
        secrets.SystemRandom().shuffle(rows)
        for row in rows:
            row.pk = new_id()
            setattr(row, key.attname, named[getattr(row, key.attname)])
        of._base_manager.bulk_create(rows, batch_size=_AT_ONCE)


def renew_batch(about: str) -> None:
    """Seal all of a batch anew whose key's epoch is over (`vault.sockets.on_batch_over`), if it is one of answers."""
    poll = about.removeprefix(_BATCH)
    if about.startswith(_BATCH) and Poll.objects.select_for_update(no_key=True).filter(slug=poll).exists():
        renew(poll)


def mixed(rows: Iterable[PooledAnswers], by: Sealing) -> list[MixedAnswers]:
    """What is written in the place of these rows of the pool: in random order, by other ids."""
    made = [
        MixedAnswers(
            version_id=row.version_id,
            lang=row.lang,
            day=row.day,
            answers=sealed(row.version, row.answers, by, name=uuid.uuid4().hex),
        )
        for row in rows
    ]
    secrets.SystemRandom().shuffle(made)
    return made
