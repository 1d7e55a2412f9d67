"""Saving a questionnaire to go on with it elsewhere: no account, no cookie, and a link that only its owner has.

What was typed is sealed by the vault under a key that comes out of the link (`vault.draft`), with the ticket of whoever
was invited. It is no answer, and nobody here can open it; sending erases it.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from azukari.core.forms.saving import DRAFT, link_of
from azukari.core.forms.submit import TooMany
from azukari.core.vault import draft as drafts
from azukari.core.vault.draft import NoSuchDraft
from azukari.features.questionnaires.asking import Asking
from azukari.features.questionnaires.invited.tickets import TICKET
from azukari.features.questionnaires.models import Poll
from azukari.features.questionnaires.read_answers import inputs_of

_PREFIX = "questionnaire:"
_MOST_VALUES, _LONGEST = 120, 8000
_BESIDES = ("seed", "page", "version", TICKET)


@dataclass(frozen=True, slots=True)
class TakenUp:
    """A saved questionnaire, opened by its link.

    Args:
        typed: what was typed, with the page that was open, the version, and the ticket if there is one.
        expires_at: when it goes by itself.
    """

    poll: Poll
    typed: Mapping[str, Sequence[str]]
    expires_at: datetime


def save(poll: Poll, asking: Asking, *, days: int, network: str) -> str | TooMany:
    """Keep what was typed, as it stands. Returns the link by which it opens.

    Args:
        days: for how long.
        network: the client's network, used for counting and forgotten.
    """
    link = link_of(asking.one(DRAFT), _PREFIX + poll.slug, network=network, now=asking.now)
    if isinstance(link, TooMany):
        return link
    names = {name for question in asking.questionnaire.questions for name in inputs_of(question)}
    names |= {*_BESIDES, *(asking.place.linked.names if asking.place.linked else ())}
    kept = {
        name: [value[:_LONGEST] for value in values[:_MOST_VALUES]]
        for name, values in asking.typed.items()
        if name in names
    }
    until = asking.now + timedelta(days=days)
    drafts.keep(link, json.dumps(kept, ensure_ascii=False), form=_PREFIX + poll.slug, now=asking.now, until=until)
    return link


def take_up(link: str, *, now: datetime) -> TakenUp:
    """Open a saved questionnaire. Changes nothing, however often it is done.

    Raises:
        NoSuchDraft: the link opens nothing (any more), or its questionnaire is gone.
    """
    saved = drafts.opened(link, now=now)
    poll = Poll.objects.filter(slug=saved.form.removeprefix(_PREFIX)).first()
    if poll is None or not saved.form.startswith(_PREFIX):
        raise NoSuchDraft
    typed = {name: tuple(values) for name, values in json.loads(saved.text).items()}
    return TakenUp(poll, typed, saved.expires_at)
