"""Questionnaires to and from other programs: what both know comes back the same, and what is lost is listed."""

import io
import json

import openpyxl
import pytest

from azukari.features.questionnaires.document import read, write
from azukari.features.questionnaires.formats.condition_in import Known, UnknownCondition, read_condition
from azukari.features.questionnaires.formats.condition_out import as_cel
from azukari.features.questionnaires.formats.loss import FormatError
from azukari.features.questionnaires.formats.lss_in import from_lss
from azukari.features.questionnaires.formats.lss_out import to_lss
from azukari.features.questionnaires.formats.taking_in import taken_in
from azukari.features.questionnaires.formats.tests.old import OLD
from azukari.features.questionnaires.formats.xlsform_out import to_xlsform
from azukari.features.questionnaires.logic.tree import Name
from azukari.features.questionnaires.tests.sample import sample

_KNOWN = {
    "q": Known(Name("q"), {"A1": "a1"}, "text"),
    "n": Known(Name("n"), {}, "number"),
    "m": Known(Name("m"), {"x": "x"}, "several"),
    "m_x": Known(Name("m"), {}, "several", "x"),
}


def _said(losses) -> set[str]:
    return {loss.place for loss in losses}


def test_an_xlsform_comes_back_the_same_but_for_what_is_listed():
    out = to_xlsform(sample())
    assert {"uses", "young", ""} == _said(out.losses)
    found = taken_in(out.content, "form.xlsx", slug="riverside")
    before, after = write(sample()), write(read(found.document))
    [stars] = [q for page in after["pages"] for q in page["questions"] if q["id"] == "stars"]
    assert (stars.pop("least"), stars.pop("most")) == (1, 5)
    assert after["pages"] == before["pages"]
    assert after["lead"] == before["lead"]
    assert openpyxl.load_workbook(io.BytesIO(out.content)).sheetnames == ["survey", "choices", "settings"]


def test_a_file_of_limesurvey_comes_back_with_the_names_it_lists():
    out = to_lss(sample())
    assert {"visits", "uses", "parts", "order", "young"} == _said(out.losses)
    found = from_lss(out.content, slug="riverside")
    assert found.losses == []
    back = read(found.document)
    fish = back.question("fish")
    assert fish is not None
    assert fish.show_if == '"a2" in uses && age >= 18'  # LimeSurvey has five letters for "fishing"
    kinds = [(q.id, q.type, q.required, q.random, q.least, q.most) for q in sample().questions if q.id != "stars"]
    assert [(q.id, q.type, q.required, q.random, q.least, q.most) for q in back.questions if q.id != "stars"] == kinds
    assert [o.exclusive for o in back.question("uses").options] == [False, False, True, False]
    assert back.pages[1].show_if == 'visits != "never"'


@pytest.mark.parametrize(
    ("source", "cel"),
    [
        ("${q} = 'A1' and ${n} > 3", 'q == "a1" && n > 3'),
        ("selected(${m}, 'x') or not(${n} <= 2)", '"x" in m || !(n <= 2)'),
        ("count-selected(${m}) >= 2", "size(m) >= 2"),
        ("${q} != ''", "has(q)"),
        ("((q.NAOK == \"A1\" && n.NAOK ge '3'))", 'q == "a1" && n >= 3'),
        ('!is_empty(q.NAOK) or m_x.NAOK == "Y"', 'has(q) || "x" in m'),
        ('m_x.NAOK != "Y"', '!("x" in m)'),
    ],
)
def test_conditions_of_others_are_understood(source, cel):
    found = read_condition(source, _KNOWN)
    assert found is not None
    assert as_cel(found) == cel


@pytest.mark.parametrize(
    "source", ["sum(q, n)", "${gone} = 1", "${q} + 1 = 2", "${q} =", "(" * 60, "311X2X1 == 1", "not ${q}"]
)
def test_what_they_say_besides_is_refused_and_never_guessed(source):
    with pytest.raises(UnknownCondition):
        read_condition(source, _KNOWN)


def test_an_old_file_says_what_it_has_and_lists_what_it_loses():
    found = from_lss(OLD.encode(), slug="old")
    back = read(found.document)
    assert [(q.id, q.type.value, q.label["ja"]) for q in back.questions] == [
        ("q1", "matrix", "How?"),
        ("why", "short_text", "Why?"),
    ]
    said = " ".join(loss.sentence["en"] for loss in found.losses)
    for lost in ("“|”", "sum(Q1_a) > 3", "becomes “q1”", "no words in Japanese", "“de”"):
        assert lost in said


_QSF = {
    "SurveyEntry": {"SurveyName": "Poll", "SurveyLanguage": "EN"},
    "SurveyElements": [
        {"Element": "BL", "Payload": [{"Type": "Default", "BlockElements": [
            {"Type": "Question", "QuestionID": "QID1"}, {"Type": "Page Break"},
            {"Type": "Question", "QuestionID": "QID2"}]}]},
        {"Element": "SQ", "PrimaryAttribute": "QID1", "Payload": {
            "DataExportTag": "Q1", "QuestionType": "MC", "Selector": "MAVR", "QuestionText": "Which&nbsp;<b>one</b>?",
            "Choices": {"1": {"Display": "A"}, "2": {"Display": "None", "ExclusiveAnswer": True}},
            "ChoiceOrder": [2, 1],
            "Validation": {"Settings": {"ForceResponse": "ON"}}, "DisplayLogic": {"0": {}}}},
        {"Element": "SQ", "PrimaryAttribute": "QID2", "Payload": {"DataExportTag": "Q2", "QuestionType": "Captcha"}},
    ],
}  # fmt: skip


def test_a_survey_of_qualtrics_brings_its_questions_and_lists_its_logic():
    found = taken_in(json.dumps(_QSF).encode(), "poll.QSF", slug="poll")
    [question] = read(found.document).questions
    assert (question.type, question.required, question.label["en"]) == ("multiple", True, "Which\xa0one?")
    assert [(o.label["en"], o.exclusive) for o in question.options] == [("None", True), ("A", False)]
    assert {"q1", "Q1", "Q2", ""} == _said(found.losses)


@pytest.mark.parametrize(
    ("name", "raw"),
    [
        ("a.doc", b"x"),
        ("a.xlsx", b"x"),
        ("a.lss", b"<document/>"),
        ("a.lss", b'<!DOCTYPE d [<!ENTITY a "b">]><document/>'),
        ("a.qsf", b"[" * 9999),
        ("a.qsf", b"{}"),
    ],
)
def test_what_is_no_such_file_is_refused_in_words(name, raw):
    with pytest.raises(FormatError, match=r"\w{4}"):
        taken_in(raw, name, slug="a")
