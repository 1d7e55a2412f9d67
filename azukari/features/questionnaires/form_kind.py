"""What a form of this kind is called, and what happens after it."""

from django.utils.translation import gettext_lazy as _

from azukari.core.forms.kinds import Kind
from azukari.features.questionnaires.as_rows import as_rows
from azukari.features.questionnaires.linked import (
    answers_in_words,
    claim_places,
    examine_answers,
    page_of,
    recall_version,
)
from azukari.features.questionnaires.own_correction import ask_anew
from azukari.features.questionnaires.tallies import note_responses, note_taken_in
from azukari.policy.terms import FormKind

KIND = Kind(
    kind=FormKind.QUESTIONNAIRE,
    title=_("Questionnaire"),
    next_steps=_("Your answers go into the results. Only totals are published."),
    icon="form",
    confirms=_("Confirm my answers"),
    examine=examine_answers,
    recall=recall_version,
    claim=claim_places,
    in_words=answers_in_words,
    ask_anew=ask_anew,
    page=page_of,
    on_accepted=note_responses,
    on_taken_in=note_taken_in,
    as_rows=as_rows,
)
