"""What the own page says of a step of one's own request speaks to its reader, and not of a person."""

import pytest
from django.utils import translation

from azukari.core.cases.words import own_step_in_words


@pytest.mark.parametrize("act", ["agent-confirmed", "agent-denied", "taken-back", "identity-asked", "identity-shown"])
@pytest.mark.parametrize("lang", ["en", "ja"])
def test_a_step_speaks_to_its_reader(act: str, lang: str) -> None:
    with translation.override(lang):
        said = own_step_in_words(act)
    assert said
    assert "person" not in said
    assert "ご本人" not in said
    assert ("ou" in said) or lang == "ja"


def test_other_steps_are_told_as_staff_read_them() -> None:
    with translation.override("en"):
        assert own_step_in_words("received") == "Received"
