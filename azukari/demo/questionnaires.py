"""The demonstration's questionnaires: an open poll linked to nobody, and one of a panel, both answered."""

import random
from datetime import datetime, timedelta
from pathlib import Path

from azukari.core.forms.answers import Answers, read
from azukari.core.policy_versions.current import Current
from azukari.demo.people import SETTER, VISITORS, hand_in
from azukari.features.questionnaires.document import read as read_document
from azukari.features.questionnaires.document import write
from azukari.features.questionnaires.give import give_unlinked, mark_answered
from azukari.features.questionnaires.mixing import mix_all
from azukari.features.questionnaires.models import Poll, Version
from azukari.features.questionnaires.publish import publish, questionnaire_of
from azukari.features.questionnaires.results.refresh import refresh_all
from azukari.features.questionnaires.sealed_text import to_text
from azukari.features.questionnaires.shape import RATING, Question, Questionnaire, QuestionType
from azukari.features.questionnaires.shape import Answers as Given
from azukari.features.questionnaires.tallies import FIELD
from azukari.features.questionnaires.walk import walk
from azukari.features.questionnaires.yaml_file import from_yaml

EXAMPLES = Path(__file__).resolve().parents[1] / "features" / "questionnaires" / "examples"
PANEL = "river-panel"
_ANSWERS = 40
_SAID = {"fish": ("鮎", "ハゼ", "Carp"), "wish": ("", "ベンチを増やしてほしい", "More benches, please", "")}

FORM = """
  river-panel:
    kind: questionnaire
    service: {ja: 川辺モニターの調査, en: The riverside panel}
    title: {ja: 川辺モニター 秋の調査, en: "Riverside panel, autumn"}
    lead: {ja: モニターの皆さまに、季節ごとに伺っています。, en: We ask our panel once each season.}
    purposes: [questionnaire]
    fields:
      - id: answers
        category: answer
        type: long_text
        label: {ja: 回答, en: Your answers}
        purposes: [questionnaire]
        reason: {ja: 川辺の手入れの計画に生かすため, en: They shape our plan for the riverside}
        required: true
        max_length: 20000
      - id: email
        category: email
        type: email
        label: {ja: メールアドレス, en: Email address}
        hint: {ja: マイページで見たい方だけお書きください。, en: Only if you would like to see them on your page.}
        purposes: [questionnaire]
        reason: {ja: マイページで回答を見られるようにするため, en: So that you can see your answers on your own page}
        max_length: 254
"""


def with_panel(policy: str) -> str:
    """The policy's text with a form under which the panel is asked."""
    return policy if f"\n  {PANEL}:" in policy else policy.replace("\nduties:\n", f"{FORM}\nduties:\n", 1)


def add_questionnaires(charter: Current, *, now: datetime) -> int:
    """Publish both, and let people answer; returns how many did."""
    chance = random.Random(10)  # noqa: S311 - the same demonstration each time
    poll, day = _opened("riverside-poll", "", now), charter.policy.organisation.day(now)
    questionnaire = questionnaire_of(poll)
    for _number in range(_ANSWERS):
        given = answers_by_chance(questionnaire, chance)
        give_unlinked(poll, questionnaire, given, day=day)
    mix_all(now)
    refresh_all(now)
    if charter.form(PANEL) is None:
        return _ANSWERS
    return _ANSWERS + _panel(charter, chance, now)


def _opened(name: str, form: str, now: datetime) -> Version:
    questionnaire = read_document(from_yaml((EXAMPLES / f"{name}.yaml").read_text("utf-8")))
    Poll.objects.create(slug=name, draft=write(questionnaire), linked=questionnaire.linked, changed_at=now)
    return publish(name, revision=None, actor=SETTER, now=now, form=form)


def _panel(charter: Current, chance: random.Random, now: datetime) -> int:
    version, form = _opened(PANEL, PANEL, now), charter.form(PANEL)
    questionnaire, count = questionnaire_of(version), 0
    mark_answered(version)
    for visitor in VISITORS:
        if form is None or not visitor.confirms:
            continue
        text = to_text(version.number, answers_by_chance(questionnaire, chance))
        data = {FIELD: text, "email": f"{visitor.mailbox}@example.org"}
        said = read(form, charter.policy, data, lang=visitor.lang)
        if not isinstance(said, Answers):
            continue
        hand_in(said, visitor, form, charter, now=now - timedelta(minutes=2))
        count += 1
    return count


def answers_by_chance(questionnaire: Questionnaire, chance: random.Random) -> Given:
    """What somebody might answer; only what they are asked."""
    typed: dict[str, list[str]] = {}
    for question in questionnaire.questions:
        typed |= _typed(question, chance)
    return walk(questionnaire, typed, seed="").answers


def _typed(question: Question, chance: random.Random) -> dict[str, list[str]]:
    id, values = question.id, [option.value for option in question.options if not option.exclusive]
    if question.type is QuestionType.SINGLE:
        return {id: [chance.choice(values)]}
    if question.type is QuestionType.MULTIPLE:
        return {id: chance.sample(values, k=min(len(values), chance.randint(1, question.most or 2)))}
    if question.type is QuestionType.RANKING:
        order = chance.sample(values, k=len(values))
        return {f"{id}.{value}": [str(place)] for place, value in enumerate(order, start=1)}
    if question.type is QuestionType.MATRIX:
        return {f"{id}.{row.value}": [chance.choice(values)] for row in question.rows}
    if question.type in RATING:
        low, high = question.ends
        return {id: [str(max(chance.randint(low, high), chance.randint(low, high)))]}
    return {id: [chance.choice(_SAID[id])]} if id in _SAID else {}
