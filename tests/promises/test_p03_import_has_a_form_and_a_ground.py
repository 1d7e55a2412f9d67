"""P03: a list from elsewhere comes in by a form too: its version, what its people were told, and evidence; else not."""

from pathlib import Path

import pytest

from azukari.core.forms.importing.table import TableError
from azukari.core.forms.models import ImportedSubmission, Submission
from azukari.core.policy_versions.current import Current
from azukari.core.vault.inspect import orphans
from azukari.core.vault.models import SealedValue
from tests.cast import NOW
from tests.importing.lists import EVIDENCE, Import, written


@pytest.fixture
def people(charter: Current, tmp_path: Path) -> Import:
    rows = [("email", "name", "birthdate", "told"), ("a@example.org", "A", "1980-02-03", "2024-05-01"),
            ("b@example.org", "B", "1981-02-03", "")]  # fmt: skip
    return Import(written(tmp_path / "list.csv", rows), charter, NOW, told="told")


def test_each_imported_value_knows_its_form_version_and_the_ground_it_rests_on(people: Import):
    people.run()
    assert SealedValue.objects.exists()
    for value in SealedValue.objects.all():
        imported = ImportedSubmission.objects.select_related("job", "submission__notice").get(pk=value.submission_id)
        assert imported.submission.charter_id == people.charter.number
        assert imported.submission.notice.form == imported.job.form == "magazine"
        assert (imported.job.evidence_sha256, str(imported.told_on)) == (EVIDENCE, "2024-05-01")
    assert not list(orphans(NOW))


def test_a_row_whose_person_was_told_nothing_stays_outside(people: Import):
    job = people.run()
    assert list(job.refusals.values_list("row", "code")) == [(3, "told")]
    assert list(ImportedSubmission.objects.values_list("row", flat=True)) == [2]


def test_no_column_comes_in_that_the_form_does_not_ask_for(people: Import):
    people.run()
    assert set(SealedValue.objects.values_list("field", flat=True)) == {"email", "name"}
    with pytest.raises(TableError, match="no field"):
        Import(people.path, people.charter, NOW, told="told", maps=[("birthdate", "birthdate")]).run()


def test_a_consent_is_not_inferred(people: Import):
    with pytest.raises(TableError, match="rests on consent"):
        Import(people.path, people.charter, NOW, told="told", consents={}).run()
    assert not Submission.objects.exists()
