"""Tables, weights, agreement and refusals, by examples that can be counted by hand or stand in the literature."""

from datetime import date

import pytest

from azukari.features.questionnaires.learning.agreement import cohen_kappa, krippendorff_alpha
from azukari.features.questionnaires.learning.precision import (
    NoMarginError,
    Sampling,
    effective_size,
    kish_design_effect,
    margin_of_error,
)
from azukari.features.questionnaires.learning.rao_scott import independence
from azukari.features.questionnaires.learning.targets import Targets
from azukari.features.questionnaires.learning.weights import CannotWeightError, rake, unweighted

DAY = date(2026, 1, 1)


def test_weights_that_are_cut_keep_the_targets_within_their_bounds():
    labels = [["a"] * 90 + ["b"] * 10, (["x"] * 7 + ["y"] * 3) * 10]
    targets = [Targets("one", {"a": 0.8, "b": 0.2}, "census", DAY), Targets("two", {"x": 0.5, "y": 0.5}, "census", DAY)]
    free = rake(labels, targets)
    assert max(free.weights) > 3
    cut = rake(labels, [Targets("one", {"a": 0.85, "b": 0.15}, "census", DAY), targets[1]], bounds=(0.4, 2.2))
    assert cut.trimmed > 0
    assert max(cut.weights) <= 2.2 + 1e-9
    assert sum(w for w, label in zip(cut.weights, labels[0], strict=True) if label == "b") == pytest.approx(15)


@pytest.mark.parametrize(
    ("labels", "shares", "told"),
    [
        (["a", "b"], {"a": 1.0}, "no target"),
        (["a", "a"], {"a": 0.5, "b": 0.5}, "Nobody in the sample"),
    ],
)
def test_a_sample_that_cannot_reach_its_targets_is_refused_in_words(labels, shares, told):
    with pytest.raises(CannotWeightError, match=told):
        rake([labels], [Targets("one", shares, "census", DAY)])


def test_bounds_that_no_weights_can_keep_are_refused():
    with pytest.raises(CannotWeightError, match="bounds"):
        rake([["a"] * 9 + ["b"]], [Targets("one", {"a": 0.5, "b": 0.5}, "census", DAY)], bounds=(0.5, 2))


def test_targets_say_their_source_and_sum_to_the_whole():
    assert Targets("age", {"young": 20, "old": 60}, "census 2020, table 2", DAY).shares == {"young": 0.25, "old": 0.75}
    with pytest.raises(ValueError, match="source"):
        Targets("age", {"young": 1}, " ", DAY)


def test_unequal_weights_cost_precision():
    assert kish_design_effect([1, 1, 1, 1]) == 1
    assert kish_design_effect([1, 3]) == pytest.approx(1.25)
    assert effective_size([1, 3]) == pytest.approx(1.6)


def test_a_sample_that_chose_itself_has_no_margin_of_error():
    assert margin_of_error(0.01, sampling=Sampling.PROBABILITY) == pytest.approx(0.0195996, rel=1e-5)
    with pytest.raises(NoMarginError, match="no margin of error"):
        margin_of_error(0.01, sampling=Sampling.SELF_SELECTED)
    with pytest.raises(NoMarginError, match="Everybody was asked"):
        margin_of_error(0.01, sampling=Sampling.EVERYBODY)


def test_one_answer_alone_is_compared_with_nothing():
    with pytest.raises(ValueError, match="nothing to compare"):
        independence(["a", "a", None], ["x", "y", "x"], unweighted(3))


def test_krippendorff_s_alpha_is_that_of_his_own_example():
    """Krippendorff 2011, section C: four observers, twelve units, nominal; alpha is 0.743."""
    observers = ["123321412...", "1233224125.3", ".3332342251.", "12332441251."]
    units = [[o[i] for o in observers if o[i] != "."] for i in range(12)]
    assert krippendorff_alpha(units) == pytest.approx(0.743, abs=0.0005)


def test_cohen_s_kappa_by_hand():
    one, other = "y" * 25 + "n" * 25, "y" * 20 + "n" * 5 + "y" * 10 + "n" * 15
    assert cohen_kappa(one, other) == pytest.approx(0.4)
    assert cohen_kappa("aaa", "aaa") is None
