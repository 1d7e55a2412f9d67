"""Signs of a robot add up; a person who shows one or two of them is no robot."""

import pytest

from azukari.core.forms.answers import Answers, AnswerValue, read
from azukari.core.forms.suspicion import Signs, long_texts, suspect
from azukari.policy.parse import STARTER, parse
from azukari.policy.terms import Category

POLICY = parse(STARTER.read_text("utf-8"))
FEEDBACK = POLICY.forms["feedback"]
EVERYTHING = Signs(unworked=True, hasty=True)


def answered(message: str, **more: str) -> Answers:
    answers = read(FEEDBACK, POLICY, {"topic": "opinion", "message": message, **more}, lang="en")
    assert isinstance(answers, Answers)
    return answers


@pytest.mark.parametrize(
    ("message", "more", "signs", "reasons"),
    [
        ("See http://a.example http://b.example www.c.example", {}, Signs(), ("many-links",)),
        ("Read this", {"name": "Cheap www.pills.example"}, Signs(), ("misplaced-link",)),
        ("Look at https://a.example", {}, EVERYTHING, ("link", "hasty", "unworked")),
        ("Buy now, buy here", {}, Signs(repeated=True, unworked=True), ("repeated", "unworked")),
    ],
)
def test_what_looks_like_a_robot_is_named_by_its_signs(message, more, signs, reasons):
    suspected = suspect(FEEDBACK, answered(message, **more), signs)
    assert suspected is not None
    assert suspected.reasons == reasons
    assert len(" ".join(suspected.reasons)) <= 64


@pytest.mark.parametrize(
    ("message", "signs"),
    [
        ("The river is clean.", EVERYTHING),  # quick, and without JavaScript
        ("I wrote about it here: https://blog.example/river", Signs(unworked=True)),
        ("Two pages: https://a.example and https://b.example", Signs(hasty=True)),
        ("The same words as my neighbours have sent you today", Signs(repeated=True)),
    ],
)
def test_a_person_who_shows_a_sign_or_two_is_none(message, signs):
    assert suspect(FEEDBACK, answered(message), signs) is None


@pytest.mark.parametrize(
    ("message", "more", "signs", "score"),
    [
        ("See http://a.example http://b.example", {}, Signs(), None),
        ("See http://a.example http://b.example http://c.example", {}, Signs(), 3),
        ("See http://a.example http://b.example http://c.example", {}, EVERYTHING, 5),
        ("See http://a.example", {}, Signs(repeated=True), 3),
        ("See http://a.example", {}, Signs(repeated=True, hasty=True, unworked=True), 5),
        ("Read this", {"name": "www.pills.example"}, Signs(), 3),
        ("Read this", {"name": "www.pills.example"}, EVERYTHING, 5),
        ("Hello", {}, Signs(repeated=True), None),
        ("Hello", {}, Signs(repeated=True, hasty=True), 3),
        ("Hello", {"name": "Hello"}, EVERYTHING, None),  # two blanks are few
    ],
)
def test_signs_add_up_to_their_weight(message, more, signs, score):
    suspected = suspect(FEEDBACK, answered(message, **more), signs)
    assert (suspected and suspected.score) == score


@pytest.mark.parametrize(("length", "compared"), [(39, 0), (40, 1)])
def test_a_text_of_forty_characters_is_compared_and_no_shorter_one(length, compared):
    assert len(long_texts(FEEDBACK, answered("x" * length))) == compared
    assert long_texts(FEEDBACK, answered("Hello", name="y" * 60)) == [], "a name is no text"


def test_one_word_in_every_blank_is_a_robots():
    blanks = (AnswerValue(field, Category.ADDRESS, "qwertyuiop") for field in ("name", "address", "occupation"))
    form = POLICY.forms["membership"]
    suspected = suspect(form, Answers(tuple(blanks)), Signs())
    assert suspected is not None
    assert suspected.reasons == ("same",)


@pytest.mark.parametrize(
    ("occupation", "message", "same"), [("Fisher", "Fisher", True), ("Fisher", "Hello", False), ("", "Fisher", False)]
)
def test_one_word_counts_in_short_and_long_blanks_alike(occupation, message, same):
    form = POLICY.forms["volunteers"]
    typed = {"name": "Fisher", "email": "fisher@example.org", "activities": ["cleaning"], "phone": "03-1234-5678"}
    answers = read(form, POLICY, {**typed, "occupation": occupation, "message": message}, lang="en")
    assert isinstance(answers, Answers)
    assert (suspect(form, answers, Signs()) is not None) is same


@pytest.mark.parametrize(("where", "found"), [("address", True), ("occupation", True), ("name", True), ("none", False)])
def test_a_link_stands_in_no_name_and_no_address(where, found):
    blanks = {"name": "Heron", "address": "Chiyoda 1", "occupation": "Fisher", where: "www.a.example"}
    answers = Answers(tuple(AnswerValue(field, Category.ADDRESS, text) for field, text in blanks.items()))
    assert (suspect(POLICY.forms["membership"], answers, Signs()) is not None) is found


def test_only_a_text_that_is_nobody_elses_by_chance_is_compared():
    assert long_texts(FEEDBACK, answered("Thank you!")) == []
    [text] = long_texts(FEEDBACK, answered("The river  was never\nas clean as it has been this summer, THANK YOU."))
    assert text == "the river was never as clean as it has been this summer, thank you."
