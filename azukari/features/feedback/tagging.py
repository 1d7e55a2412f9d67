"""Tags of messages: words of staff's by which they find again what belongs together. The words name nobody."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from uuid import UUID

from django.db import transaction
from django.db.models import Count
from django.utils.translation import gettext as _

from azukari.core.forms.handling import NotThere
from azukari.core.forms.held import hold_submission
from azukari.core.forms.models import PageOfOrigin, State
from azukari.features.feedback.models import MessageTag, Tag

MOST, LONGEST = 50, 40


class Full(Exception):
    """The form has as many tags as it may have."""


def tags_of(form: str) -> list[Tag]:
    """The form's tags, each with ``count``, how many messages have it. One query."""
    return list(Tag.objects.filter(form=form).annotate(count=Count("messages")).order_by("word", "id"))


def told_apart(submissions: Collection[UUID]) -> Mapping[UUID, str]:
    """The page from which each message came, and its tags, which tell it from others while sealed. Two queries."""
    pages = PageOfOrigin.objects.filter(submission_id__in=submissions).values_list("submission_id", "page")
    said = {id: [_("from %(page)s") % {"page": page}] for id, page in pages}
    for id, words in words_on(submissions).items():
        said.setdefault(id, []).extend(words)
    return {id: " · ".join(words) for id, words in said.items()}


def words_on(submissions: Collection[UUID]) -> Mapping[UUID, list[str]]:
    """The tags of each message that has any. One query."""
    found = defaultdict[UUID, list[str]](list)
    tagged = MessageTag.objects.filter(submission_id__in=submissions).order_by("tag__word")
    for id, word in tagged.values_list("submission_id", "tag__word"):
        found[id].append(word)
    return found


def tag(submission: UUID, chosen: Collection[UUID], new: str, *, form: str) -> None:
    """Let a message have these tags and no others, in a transaction of its own.

    Args:
        chosen: tags of the form; others are passed over.
        new: a word that becomes a tag as well, if there is none of it; ``""`` for none.

    Raises:
        NotThere, Full: nothing was changed.
    """
    with transaction.atomic(durable=True):
        held = hold_submission(submission)
        if held is None or (held.form, held.state) != (form, State.ACCEPTED):
            raise NotThere
        wanted = {*Tag.objects.filter(form=form, id__in=chosen).values_list("id", flat=True)}
        if new:
            known = Tag.objects.filter(form=form, word=new).first()
            if known is None and Tag.objects.filter(form=form).count() >= MOST:
                raise Full
            made = known or Tag.objects.get_or_create(form=form, word=new)[0]
            wanted.add(made.id)
        MessageTag.objects.filter(submission=held).exclude(tag_id__in=wanted).delete()
        rows = [MessageTag(submission=held, person_id=held.person_id, tag_id=id) for id in sorted(wanted)]
        MessageTag.objects.bulk_create(rows, ignore_conflicts=True)


def drop(id: UUID, *, form: str) -> None:
    """There is no such tag any more, on no message."""
    Tag.objects.filter(id=id, form=form).delete()
