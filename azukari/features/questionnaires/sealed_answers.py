"""How unlinked answers lie in the database: sealed by a key that all of a questionnaire share (`vault.batch_keys`), so
that neither its log nor any copy of it tells in which order they came. Answers that were kept before they were sealed,
by an earlier release or by a restore, are sealed when the worker next comes round (`mixing`).

Draws of tickets and answers follow each other, and a log keeps both orders. What opens of the answers are those that
were sealed since the key was last replaced, and all others as they were written then: all at once, in random order, by
other ids. A key is replaced when its epoch is over, and with a batch of a questionnaire to which people were invited.
So a day later what opens has no order. While an epoch lasts, whoever has the disk and ``keys/`` can follow its answers.
"""

import secrets
import uuid
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from azukari.core.vault.batch_field import Lost, Opened
from azukari.core.vault.batch_keys import Sealing, note_lost, renewed, sealing, whole
from azukari.features.questionnaires.models import MixedAnswers, Poll, PooledAnswers, Version
from azukari.features.questionnaires.publish import questionnaire_of
from azukari.features.questionnaires.shape import Question, QuestionType
from azukari.features.questionnaires.unlinked_quotas import seal_quotas
from azukari.lib.identifier import new_id
from azukari.lib.listeners import Listeners

_BATCH = "questionnaires:"
_AT_ONCE = 200
_USUAL, _MOST = 4096, 65_536
_AROUND = 12  # bytes of JSON around an answer
_OF_A_CHARACTER = 3  # bytes, of Japanese

NO_DAY = date(1970, 1, 1)
"""What stands beside answers that were mixed, in a column that an earlier release wrote days to."""

on_renewed = Listeners[[str, Sealing], None]()
"""Called, in the transaction, when all answers to a questionnaire are sealed anew: with its slug and the new key."""


def sealing_of(poll: str) -> Sealing:
    """What seals answers to a questionnaire, in the caller's transaction."""
    return sealing(_BATCH + poll)


def waiting(version: Version, answers: Mapping[str, Any], by: Sealing) -> str:
    """Answers as the pool keeps them. Where they come in the order of tickets, those of one version are of one size;
    else only very long ones differ.
    """
    room = _room(version)
    return by.seal(answers, least=room if version.poll.by_invitation else min(room, _USUAL))


def at_rest(answers: Mapping[str, Any] | Lost, by: Sealing, *, name: str) -> str:
    """Answers as they are kept when they were mixed.

    Args:
        name: what they are known by.
    """
    return answers.text if isinstance(answers, Lost) else by.seal(answers, name=name)


def whole_polls() -> frozenset[str]:
    """The questionnaires no answer to which lies in the clear. One query."""
    return frozenset(about.removeprefix(_BATCH) for about in whole() if about.startswith(_BATCH))


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
        pooled, rested = _seal_anew(PooledAnswers, poll, by), _seal_anew(MixedAnswers, poll, by)
        seal_quotas(poll, by)
        on_renewed.tell(poll, by)
    note_lost(_BATCH + poll, sum(isinstance(said, Lost) for said in (*pooled, *rested)))
    return len(rested)


def _seal_anew(model: type[Any], poll: str, by: Sealing) -> Sequence[object]:
    """Returns what was answered."""
    rows = list(told(model._base_manager.filter(version__poll=poll)))
    named, said = {row.id: uuid.uuid4() for row in rows}, [row.answers for row in rows]
    secrets.SystemRandom().shuffle(rows)
    for row in rows:
        if model is MixedAnswers:
            name = row.answers.name if isinstance(row.answers, Opened) else str(row.id)
            row.answers, row.day = at_rest(row.answers, by, name=name), NO_DAY
        elif not isinstance(row.answers, Lost):
            row.answers = waiting(row.version, row.answers, by)
        row.id, row.lang = named[row.id], ""
    model._base_manager.bulk_create(rows, batch_size=_AT_ONCE)
    _lead_to(model, named)
    gone = model._base_manager.filter(pk__in=named)
    gone._raw_delete(gone.db)
    return said


def told(rows: QuerySet[Any]) -> QuerySet[Any]:
    """With all that answers are sealed by, in one query."""
    return rows.select_related("version__poll").defer("version__document", "version__poll__draft")


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
    """Seal all of a batch anew whose key's epoch is over (`vault.hooks.on_batch_over`), if it is one of answers."""
    poll = about.removeprefix(_BATCH)
    if about.startswith(_BATCH) and Poll.objects.select_for_update(no_key=True).filter(slug=poll).exists():
        renew(poll)


def mixed(rows: Iterable[PooledAnswers], by: Sealing) -> list[MixedAnswers]:
    """What is written in the place of these rows of the pool: in random order, by other ids."""
    made = [
        MixedAnswers(
            version_id=row.version_id,
            lang="",
            day=NO_DAY,
            answers=at_rest(row.answers, by, name=uuid.uuid4().hex),
        )
        for row in rows
    ]
    secrets.SystemRandom().shuffle(made)
    return made
