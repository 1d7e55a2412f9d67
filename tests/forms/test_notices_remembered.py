"""The words of a notice are those that were published, read once for each form of a charter, and forgotten in time."""

from dataclasses import replace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from azukari.core.forms import notices as module
from azukari.core.forms.notices import notices
from azukari.core.policy_versions.current import Current
from azukari.core.policy_versions.models import Notice

pytestmark = pytest.mark.usefixtures("charter")


@pytest.fixture(autouse=True)
def nothing_known(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_known", {})


def asked(charter: Current, slug: str = "feedback") -> int:
    """How many queries it takes to be told."""
    with CaptureQueriesContext(connection) as queries:
        notices(charter, charter.policy.forms[slug])
    return len(queries)


def test_they_are_read_once_for_each_form_and_each_reading_of_the_charter(charter: Current) -> None:
    assert [asked(charter), asked(charter), asked(charter, "magazine"), asked(charter)] == [1, 0, 1, 0]
    assert asked(replace(charter, policy=replace(charter.policy))) == 1


def test_each_form_has_its_own_words_in_each_language(charter: Current) -> None:
    for slug in ("feedback", "magazine"):
        found = notices(charter, charter.policy.forms[slug])
        published = {one.lang: one for one in Notice.objects.filter(charter=1, form=slug)}
        assert {lang: (one.digest, one.text) for lang, one in found.items()} == {
            lang: (one.digest, one.text) for lang, one in published.items()
        }
        assert all(len(one.rows) > 1 for one in found.values())


def test_those_of_another_charter_are_others(charter: Current) -> None:
    assert notices(replace(charter, number=2), charter.policy.forms["feedback"]) == {}
    assert notices(charter, charter.policy.forms["feedback"])


def test_words_that_this_program_would_put_otherwise_are_shown_as_they_were_published(
    charter: Current, monkeypatch: pytest.MonkeyPatch
) -> None:
    of, form = Notice.objects.filter, charter.policy.forms["feedback"]

    def published(**which: object) -> list[Notice]:
        found = list(of(**which))
        for one in found:
            one.text = "Other words." if one.lang == "en" else one.text
        return found

    monkeypatch.setattr(Notice.objects, "filter", published)
    shown = notices(charter, form)
    assert [(row.label, row.text) for row in shown["en"].rows] == [(form.title["en"], "Other words.")]
    assert len(shown["ja"].rows) > 1


def test_what_is_remembered_stays_bounded(charter: Current, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_MOST", 2)
    form = charter.policy.forms["feedback"]
    for number in range(1, 4):
        notices(replace(charter, number=number), form)
        assert len(module._known) <= 2
    assert asked(replace(charter, number=3)) == 0
    assert asked(charter) == 1
