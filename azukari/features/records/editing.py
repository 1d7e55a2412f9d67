"""Editing a record in place: the values of one registration as the fields of its form, corrected together, for one
reason, with one step on the trail and one mail. An email address is proposed by itself, since it has to be confirmed.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from django.http import QueryDict
from django.utils.translation import get_language

from azukari.core.forms.answers import read_one
from azukari.core.forms.kinds import of
from azukari.core.forms.models import Submission
from azukari.core.forms.present import FieldView, field_views
from azukari.core.forms.problem import Problem
from azukari.core.forms.settled import settled_of
from azukari.core.forms.shown_state import AS_SHOWN, BOTH, KEEP, MINE, STORED, problem_of, shown_by, token_of, weigh
from azukari.core.policy_versions.current import Charters
from azukari.core.vault.correct import Recognise, may_correct, says, still_says
from azukari.core.vault.held_fields import held_fields
from azukari.core.vault.reasons import Channel
from azukari.core.vault.release import Opened
from azukari.features.records.correcting import ChannelForm, blank
from azukari.lib.conflict import StaleVersion
from azukari.lib.three_way_merge import normal
from azukari.policy.terms import Actor, Category, Form
from azukari.shells.self_service.on_request import correct_and_tell


@dataclass(frozen=True, slots=True)
class Edit:
    """The fields of one registration, as the page shows them.

    Args:
        asking: how the person asked for it.
        errors: what is wrong with what was typed.
        token: of what is shown (`forms.shown_state`).
        overtaken: whether something else was saved there meanwhile.
    """

    submission: UUID
    fields: Sequence[FieldView]
    asking: ChannelForm
    errors: Sequence[Problem] = ()
    token: str = ""
    overtaken: bool = False

    @property
    def is_wrong(self) -> bool:
        """Whether something has to be put right first."""
        return bool(self.errors or self.asking.errors)


def edit_of(own: Submission, opened: Sequence[Opened], known: Charters, sent: QueryDict | None = None) -> Edit:
    """The fields to edit, with what is open of them.

    Args:
        sent: what was typed into them before something else was saved there.
    """
    form, settled = known.form_of(own), settled_of([own], known).get(own.id, {})
    texts = {
        o.field: o.text
        for o in opened
        if o.submission == own.id
        and o.category is not Category.EMAIL
        and o.field not in settled
        and not _asked_anew(form, o.field, o.text)
    }
    with_choices = {field.id for field in form.fields if field.choices}
    typed = {id: text.split("\n") if id in with_choices else [text] for id, text in texts.items()}
    held = {id: normal(lines) for id, lines in typed.items()}
    if sent is None:
        return _shown(own, form, typed, ChannelForm(), token=token_of(held))
    mine = {id: normal(sent.getlist(id)) for id in typed}
    found = weigh(sent, mine=mine, stored=held, words=texts)
    typed = {id: lines if id in found.taken else sent.getlist(id) for id, lines in typed.items()}
    shown = _shown(own, form, typed, ChannelForm(sent), [problem_of(found, "")], token=token_of(held))
    return replace(shown, overtaken=True, fields=[replace(f, beside=found.beside.get(f.id)) for f in shown.fields])


def save(
    posted: QueryDict, own: Submission, purpose: str, *, actor: Actor, known: Charters, now: datetime
) -> Edit | str:
    """Correct what differs, all of it or nothing; what was done as a code, or the fields with what is wrong.

    Raises:
        StaleVersion: something else was saved there since it was shown, or one of two was not chosen.
        NoSuchValue, Refused, DecidedOn: see there; nothing was changed.
    """
    form, lang = known.form_of(own), get_language() or "ja"
    values = {held.field: held.value for held in held_fields(own.person_id) if held.submission == own.id}
    typed = {field.id: posted.getlist(field.id) for field in form.fields if field.id in values and field.id in posted}
    seen = _recognised(posted, form, {id: values[id] for id in typed})
    if not still_says(seen, person=own.person_id):
        raise StaleVersion
    for id in _stays(posted):
        typed.pop(id, None)
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
        return _shown(own, form, typed, asking, problems, token=posted.get(AS_SHOWN, ""))
    correct_and_tell(
        texts,
        person=own.person_id,
        purpose=purpose,
        channel=Channel(asking.cleaned_data["channel"]),
        actor=actor,
        lang=own.lang,
        now=now,
        seen=seen,
    )
    return "corrected"


def _stays(posted: QueryDict) -> list[str]:
    """Of the fields that both changed, those of which what is stored was chosen.

    Raises:
        StaleVersion: of one of them neither was.
    """
    chosen = {id: posted.get(KEEP + id) for id in posted.getlist(BOTH)}
    if not set(chosen.values()) <= {MINE, STORED}:
        raise StaleVersion
    return [id for id, choice in chosen.items() if choice == STORED]


def _recognised(posted: QueryDict, form: Form, values: Mapping[str, UUID]) -> Mapping[UUID, Recognise]:
    """By which each value is recognised as the page showed it."""
    was_shown = shown_by(posted)
    if was_shown is None:
        return {}
    several = {field.id for field in form.fields if field.choices}

    def recognise(id: str) -> Recognise:
        return lambda text: was_shown(id, normal(text.split("\n") if id in several else [text]))

    return {value: recognise(id) for id, value in values.items()}


def _asked_anew(form: Form, id: str, text: str) -> bool:
    """Whether it is corrected by questions of its own, on a page of its own (`correcting`)."""
    field = form.field(id)
    return field is not None and of(form.kind).ask_anew(form, field, text, None, get_language() or "ja") is not None


def _shown(
    own: Submission,
    form: Form,
    typed: Mapping[str, list[str]],
    asking: ChannelForm,
    problems: Sequence[Problem] = (),
    *,
    token: str,
) -> Edit:
    views = field_views(form, get_language() or "ja", typed, problems)
    return Edit(own.id, [view for view in views if view.id in typed], asking, problems, token)
