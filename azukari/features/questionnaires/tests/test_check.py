"""Before publication: what nobody can reach, fill or understand is found, and what is sound passes."""

import copy

import pytest

from azukari.features.questionnaires.check import check
from azukari.features.questionnaires.document import read, write
from azukari.features.questionnaires.fault import DocumentError
from azukari.features.questionnaires.tests.sample import SAMPLE, sample
from azukari.features.questionnaires.yaml_file import from_yaml, to_yaml


def _spoilt(change):
    document = copy.deepcopy(write(sample()))
    change(document)
    return check(read(document))


def test_a_sound_questionnaire_passes_and_survives_yaml():
    assert check(sample()) == []
    assert read(from_yaml(to_yaml(sample()))) == sample()


def _set(page, question, **members):
    return lambda d: d["pages"][page]["questions"][question].update(members)


@pytest.mark.parametrize(
    ("change", "place", "says"),
    [
        (_set(1, 1, show_if='visits == "never"'), "fish", "Nobody is ever asked"),
        (_set(1, 1, show_if='"nothing" in uses && size(uses) == 2'), "fish", "Nobody is ever asked"),
        (_set(1, 1, show_if="age > 110"), "fish", "Nobody is ever asked"),
        (_set(2, 4, show_if="has(fish) && age < 18"), "since", "Nobody is ever asked"),
        (_set(0, 1, show_if="nps > 3"), "age", "asked later"),
        (_set(0, 1, show_if="age > 3"), "age", "asked later"),
        (_set(0, 1, label={"ja": "{nps}", "en": "{nps}"}), "age", "does not stand before"),
        (_set(1, 0, options=[]), "uses", "two options"),
        (_set(2, 4, id="version"), "version", "cannot be a name"),
        (_set(2, 4, id="ticket"), "ticket", "cannot be a name"),
        (_set(2, 2, most=40), "stars", "2 to 11"),
        (lambda d: d["quotas"][0].update(where="age < 10"), "young", "No way of answering"),
        (lambda d: d["quotas"][0].update(where="size(uses) == 3"), "young", "No way of answering"),
        (lambda d: d["quotas"][0].update(where='since < "2026-02-30"'), "young", "Write a day"),
        (lambda d: d["pages"][1].update(show_if='visits == "often"'), "uses", "no option"),
        (lambda d: d["pages"][1].update(show_if='visits == "never" && age < 9'), "uses", "Nobody ever sees the page"),
        (lambda d: d["pages"][1].update(random=True), "fish", "asked later"),
        (
            lambda d: d["pages"][2]["questions"][1]["options"][2].update(show_if="visits == 'never' && has(uses)"),
            "order",
            "Nobody is ever offered",
        ),
    ],
)
def test_what_would_go_wrong_is_found_before(change, place, says):
    faults = _spoilt(change)
    assert [fault.place for fault in faults if says in fault.sentence["en"]] == [place], faults


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("type: scale", "type: slider"),
        ("id: age", "id: Age"),
        ("en: Your age", "en: ''"),
        ("id: age", "id: visits"),
        ("random: true", "random: maybe"),
        ("least: 10", "leest: 10"),
        ("slug: riverside", "slug: &a riverside"),
    ],
)
def test_a_document_that_cannot_be_read_says_why(old, new):
    text = SAMPLE.replace(old, new, 1)
    if "&a" in new:
        text += "  - *a\n"
    with pytest.raises(DocumentError):
        read(from_yaml(text))
