"""Editing a record in place: the values of one registration as the fields of its form, corrected together, for one
reason, with one step on the trail and one mail. An email address is proposed by itself, since it has to be confirmed.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.http import QueryDict
from django.utils.translation import get_language

from azukari.charter.current import Charters
from azukari.desks.records.correcting import ChannelForm, blank
from azukari.forms.answers import read_one
from azukari.forms.kinds import of
from azukari.forms.models import Submission
from azukari.forms.present import FieldView, field_views
from azukari.forms.problem import Problem
from azukari.own.on_request import correct_several_and_tell
from azukari.policy.terms import Actor, Category, Form
from azukari.vault.correct import may_correct, says
from azukari.vault.held_fields import held_fields
from azukari.vault.reasons import Channel
from azukari.vault.release import Opened


@dataclass(frozen=True, slots=True)
class Edit:
    """The fields of one registration, as the page shows them.

    Args:
        asking: how the person asked for it.
        errors: what is wrong with what was typed.
    """

    submission: UUID
    fields: Sequence[FieldView]
    asking: ChannelForm
    errors: Sequence[Problem] = ()

    @property
    def is_wrong(self) -> bool:
        """Whether something has to be put right first."""
        return bool(self.errors or self.asking.errors)


def edit_of(own: Submission, opened: Sequence[Opened], known: Charters) -> Edit:
    """The fields to edit, with what is open of them."""
    form = known.form_of(own)
    texts = {
        o.field: o.text
        for o in opened
        if o.submission == own.id and o.category is not Category.EMAIL and not _asked_anew(form, o.field, o.text)
    }
    with_choices = {field.id for field in form.fields if field.choices}
    typed = {id: text.split("\n") if id in with_choices else [text] for id, text in texts.items()}
    return _shown(own, form, typed, ChannelForm())


def save(
    posted: QueryDict, own: Submission, purpose: str, *, actor: Actor, known: Charters, now: datetime
) -> Edit | str:
    """Correct what differs, all of it or nothing; what was done as a code, or the fields with what is wrong.

    Raises:
        NoSuchValue, Refused: see there; nothing was changed.
    """
    form, lang = known.form_of(own), get_language() or "ja"
    values = {held.field: held.value for held in held_fields(own.person_id) if held.submission == own.id}
    typed = {field.id: posted.getlist(field.id) for field in form.fields if field.id in values and field.id in posted}
    texts: dict[UUID, str] = {}
    problems: list[Problem] = []
    for id, raw in typed.items():
        field = form.field(id)
        if field is None or field.category is Category.EMAIL:
            continue
        text = read_one(field, raw, lang=lang)
        if isinstance(text, Problem):
            problems.append(text)
        elif not text:
            problems.append(blank(id))
        else:
            may_correct(values[id], person=own.person_id, purpose=purpose, actor=actor, now=now)
            if not says(values[id], text, person=own.person_id):
                texts[values[id]] = text
    if not texts and not problems:
        return "unchanged"
    asking = ChannelForm(posted)
    if not asking.is_valid() or problems:
        return _shown(own, form, typed, asking, problems)
    correct_several_and_tell(
        texts,
        person=own.person_id,
        purpose=purpose,
        channel=Channel(asking.cleaned_data["channel"]),
        actor=actor,
        lang=own.lang,
        now=now,
    )
    return "corrected"


def _asked_anew(form: Form, id: str, text: str) -> bool:
    """Whether it is corrected by questions of its own, on a page of its own (`correcting`)."""
    field = form.field(id)
    return field is not None and of(form.kind).ask_anew(form, field, text, None, get_language() or "ja") is not None


def _shown(
    own: Submission, form: Form, typed: Mapping[str, list[str]], asking: ChannelForm, problems: Sequence[Problem] = ()
) -> Edit:
    views = field_views(form, get_language() or "ja", typed, problems)
    return Edit(own.id, [view for view in views if view.id in typed], asking, problems)
