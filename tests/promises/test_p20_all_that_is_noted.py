"""P20: whatever is kept of a registration besides what somebody wrote is in the words they read: columns x notice."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from django.apps import apps

from azukari.core.forms import visit
from azukari.core.forms.models import PageOfOrigin, Submission
from azukari.core.forms.notices import PublishedNotice, notices
from azukari.core.forms.suspicion import Suspected
from azukari.core.policy_versions.models import Notice
from azukari.policy.beside import COLUMNS, in_words, noted
from azukari.policy.notice import text
from tests.architecture.columns import LINES
from tests.console import desks

pytestmark = pytest.mark.django_db

CLASS = dict(LINES)
SAYS_NOTHING = {
    "forms.Submission.state": "whether it is not confirmed yet, which its sender knows",
    **dict.fromkeys(
        ("members.Payment.amount", "members.Payment.paid_on", "members.Payment.recorded_at"),
        "of a payment that the desk records later",
    ),
}
"""Columns that are filled as a form comes in and tell nothing more about whoever sent it, each with why."""


def _filled(id) -> Iterator[str]:
    """The columns of every table about this registration in which something stands that is no reference and no key."""
    for model in apps.get_models():
        names = {field.name: field for field in model._meta.concrete_fields}
        about = "id" if model is Submission else "submission" if "submission" in names else ""
        if not about or model.__name__ in ("SealedValue", "Grant"):  # what was written, and by which right it is kept
            continue
        for row in model._default_manager.filter(**{about: id}).values():
            for name, field in names.items():
                column = f"{model._meta.label}.{name}"
                is_told = CLASS.get(column) in ("state", "states", "public", "references", "staff", "unlinked")
                if is_told and row[field.attname] not in (None, "", 0, False):
                    yield column


@pytest.mark.parametrize("form", sorted(desks.DATA))
@pytest.mark.parametrize("suspected", [None, Suspected(80, ("hasty",))])
def test_each_column_that_is_filled_has_its_word_in_the_notice(form: str, suspected: Suspected | None) -> None:
    known = desks.publish()
    one = desks.register(form, suspected=suspected)
    if form == "feedback":
        PageOfOrigin.objects.create(submission_id=one.submission, person_id=one.person, page="/en/contact")
    found = {*_filled(one.submission)}
    assert found >= {"forms.Submission.created_at", "forms.Submission.lang"}
    silent = found - COLUMNS.keys() - SAYS_NOTHING.keys()
    assert not silent, "Say it in the notice (policy/beside.py), or do not keep it."
    of = known.policy.forms[form]
    assert {COLUMNS[column] for column in found & COLUMNS.keys()} <= noted(of)
    for notice in Notice.objects.filter(form=form):
        assert in_words(of, notice.lang) in notice.text


def test_the_columns_that_are_named_are_there() -> None:
    assert COLUMNS.keys() <= CLASS.keys()


@pytest.mark.parametrize(("edition", "kept"), [(1, 0), (2, 1)])
def test_under_a_notice_that_says_nothing_of_it_no_page_is_kept(edition: int, kept: int, client, monkeypatch) -> None:
    """A charter of before keeps the words that were published with it."""
    known = desks.publish()
    form = known.policy.forms["feedback"]
    words = text(known.policy, form, lang="en", edition=edition)
    published = notices(known, form)["en"]
    then = {"en": replace(published, text=words)}
    assert isinstance(then["en"], PublishedNotice)
    monkeypatch.setattr(visit, "notices", lambda _charter, _form: then)
    page = client.get("/en/forms/feedback?page=/en/contact").content.decode()
    assert ('value="/en/contact"' in page) is bool(kept)
