"""The numbers of the management review, each with its words."""

from django.utils.translation import override

from azukari.features.audits.reviews import words_of


def test_a_single_one_is_told_as_one():
    counted = {"audits": 1, "opened": 2, "incidents": 1, "incidents-drilled": 0}
    with override("en"):
        words = [words for words, _value in words_of(counted)]
    assert words == ["audit closed", "findings opened", "incident", "drills of an incident"]
    with override("ja"):
        assert words_of({"audits": 1})[0][0] == words_of({"audits": 2})[0][0]
