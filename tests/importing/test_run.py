"""What an import leaves: submissions with their origin, one entry of the run, one of each person, and no doubles."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from django.core import mail
from django.test import Client
from django.utils import translation

from azukari.core.consent.models import Grant
from azukari.core.forms.confirm import LINK, confirm
from azukari.core.forms.events import IMPORT_RUN, SUBMISSION_CONFIRMED, SUBMISSION_RECEIVED
from azukari.core.forms.holder import SubmissionHolder
from azukari.core.forms.importing import letter, run
from azukari.core.forms.importing.run import ImportRefused
from azukari.core.forms.importing.write import ASK_LETTER, write
from azukari.core.forms.models import ImportedSubmission, ImportJob, State, Submission
from azukari.core.ledger.catalogue import Kind
from azukari.core.ledger.models import Pending
from azukari.core.mail.link import secret
from azukari.core.mail.models import Message
from azukari.core.people.models import Person
from azukari.core.policy_versions.current import Current
from azukari.core.vault.erase import erase
from azukari.core.vault.find import confirmed_person
from azukari.core.vault.inspect import orphans
from azukari.core.vault.models import SealedValue, SearchCode
from azukari.lib.token import make
from azukari.policy.terms import Actor, ActorKind, Category
from tests.cast import NOW, Known
from tests.importing.lists import ATTEST, EVIDENCE, STAFF, Import, refused, written

_HEADER = ("email", "name")
_ROWS = [_HEADER, ("a@example.org", "見本 花子"), ("nobody", ""), ("b@example.org", "")]


@pytest.fixture
def asked(charter: Current, tmp_path: Path) -> Import:
    """People of this list are asked by email."""
    return Import(written(tmp_path / "list.csv", _ROWS), charter, NOW)


@pytest.fixture
def attested(asked: Import) -> Import:
    """The addresses of this list were confirmed before, as a member of staff attests."""
    return replace(asked, attested=True, confirmed="2024-06-01")


def _payloads(kind: Kind) -> list[str]:
    return list(Pending.objects.filter(kind=kind.name).order_by("id").values_list("payload", flat=True))


def test_people_who_are_asked_grant_nothing_but_the_question(asked: Import):
    job = asked.run()
    assert (job.accepted, job.asked, job.refused) == (0, 2, 1)
    assert refused(job) == [(3, 1, "email", "format")]
    assert set(Submission.objects.values_list("state", "channel", "accepted_at")) == {("pending", "import", None)}
    assert set(Grant.objects.values_list("purpose", flat=True)) == {"confirmation"}
    assert list(Message.objects.values_list("kind", flat=True)) == [ASK_LETTER] * 2
    assert not Person.objects.filter(confirmed_at__isnull=False).exists()
    assert not SearchCode.objects.exists()


def test_the_button_of_the_mail_begins_the_purposes(asked: Import):
    asked.run()
    submission = Submission.objects.order_by("imported__row").first()
    assert submission
    link = make(secret(), LINK.use, submission.id, NOW.replace(year=2030))
    accepted = confirm(link, now=NOW)
    assert confirmed_person("a@example.org") == accepted.person
    assert Grant.objects.filter(person=accepted.person, purpose="magazine").exists()


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_the_mail_says_when_the_address_was_given_and_names_nobody(asked: Import, lang: str):
    asked.run()
    message = Message.objects.order_by("id").first()
    assert message
    message.lang = lang
    with translation.override(lang):
        built = letter.ask(message, NOW)
    assert built
    text = " ".join((built.subject, *built.paragraphs, *map(str, built.after)))
    assert "2024" in text
    assert "花子" not in text
    assert ("ご希望" in text) is (lang == "ja")
    Submission.objects.update(state=State.ACCEPTED)
    assert letter.ask(message, NOW) is None


@pytest.mark.parametrize(("lang", "day"), [("ja", "2024年5月1日"), ("en", "1 May 2024")])
def test_the_page_behind_the_mail_says_the_day_that_the_mail_says(asked: Import, lang: str, day: str):
    asked.run()
    ImportedSubmission.objects.update(told_on=date(2024, 5, 1))
    message = Message.objects.order_by("id").first()
    assert message
    assert message.reference
    message.lang = lang
    with translation.override(lang):
        built = letter.ask(message, NOW)
    assert built
    assert day in built.paragraphs[0]
    token = make(secret(), LINK.use, message.reference, NOW.replace(year=2030))
    said = Client().get(f"/{lang}/confirm/{token}").content.decode()
    assert day in said
    assert "2026" not in said.split("<h1")[1].split("<footer")[0]


def test_an_attested_confirmation_counts_at_once_and_is_recorded_as_what_it_is(attested: Import):
    job = attested.run()
    assert (job.accepted, job.asked, job.refused) == (2, 0, 1)
    assert job.attested_sha256 == ATTEST
    assert {str(day) for day in ImportedSubmission.objects.values_list("confirmed_on", flat=True)} == {"2024-06-01"}
    assert confirmed_person("a@example.org")
    assert set(Submission.objects.values_list("state", "accepted_at")) == {("accepted", NOW)}
    assert set(Grant.objects.values_list("purpose", "ground")) == {("magazine", "consent")}
    assert not Message.objects.exists()
    confirmations = _payloads(SUBMISSION_CONFIRMED)
    assert len(confirmations) == 2
    assert all('"confirmed":false' in each and '"method":"attested"' in each for each in confirmations)
    assert SearchCode.objects.exists()
    assert not list(orphans(NOW))


@pytest.mark.parametrize("way", ["asked", "attested"])
def test_what_was_said_about_the_file_stands_in_its_job_and_where_it_is_from_in_what_its_people_take_along(
    request: pytest.FixtureRequest, way: str
):
    job = request.getfixturevalue(way).run()
    told = ("paper", "form-2023-04", "shelf-3", EVIDENCE, *(("logs-2024", ATTEST) if way == "attested" else ("", "")))
    assert told == (
        job.told_by, job.told_reference, job.evidence_reference, job.evidence_sha256, job.attested_reference,
        job.attested_sha256,
    )  # fmt: skip
    assert (job.form, job.charter_id, job.lang, job.answers_for, job.begun_at) == ("magazine", 1, "ja", STAFF, NOW)
    person = Submission.objects.order_by("imported__row").first()
    assert person
    [taken] = SubmissionHolder().export(person.person_id)["submissions"]
    assert taken["imported"] == {
        "import": str(job.id),
        "told_by": "paper",
        "told_on": "2024-05-01",
        "told_reference": "form-2023-04",
        "confirmed_before_on": "2024-06-01" if way == "attested" else None,
    }


def test_the_ledger_has_one_entry_of_the_run_and_one_of_each_person(attested: Import):
    job = attested.run()
    attested.run()
    [entry] = _payloads(IMPORT_RUN)
    for part in (str(job.id), EVIDENCE, ATTEST, job.file_sha256, f"staff:{STAFF}", '"count":2', '"refused":1'):
        assert part in entry
    received = _payloads(SUBMISSION_RECEIVED)
    assert len(received) == 2
    for part in (str(job.id), '"channel":"import"', '"day":"2024-05-01"', '"begins":["2024-05-01"]', EVIDENCE):
        assert all(part in each for each in received)


def test_it_is_told_before_what_becomes_of_an_address_that_stands_in_the_list_twice(
    attested: Import, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(run, "BATCH", 1)
    twice = replace(attested, path=written(attested.path, [_HEADER, ("a@example.org", ""), ("A@example.org", "")]))
    told, job = twice.look(), twice.run()
    assert (told.accepted, told.asked) == (job.accepted, job.asked) == (1, 1)


def test_nobody_is_merged_into_a_person_who_is_known_without_their_word(attested: Import, hanako: Known):
    rows = [_HEADER, (hanako.email, "Somebody Else"), ("a@example.org", ""), ("A@example.org", "the same address")]
    before = SealedValue.objects.filter(person=hanako.id).count()
    job = replace(attested, path=written(attested.path, rows)).run()
    assert (job.accepted, job.asked) == (1, 2)
    assert confirmed_person(hanako.email) == hanako.id
    assert SealedValue.objects.filter(person=hanako.id).count() == before
    pending = Submission.objects.filter(state=State.PENDING).values_list("imported__row", flat=True)
    assert sorted(pending) == [2, 4]


def test_a_dry_run_foresees_the_counts(attested: Import, hanako: Known):
    rows = [_HEADER, (hanako.email, ""), ("a@example.org", ""), ("a@example.org", ""), ("x", "")]
    either = replace(attested, path=written(attested.path, rows))
    counts = either.look()
    job = either.run()
    assert (counts.accepted, counts.asked, counts.refused) == (job.accepted, job.asked, job.refused) == (1, 2, 1)


def test_a_row_without_an_address_counts_at_once(charter: Current, tmp_path: Path):
    form = charter.policy.forms["feedback"]
    topic = next(field for field in form.fields if field.id == "topic").choices[0].value
    path = written(tmp_path / "cards.csv", [("ご意見", "topic"), ("川がきれいになりました。", topic)])
    job = Import(path, charter, NOW, form="feedback", consents={}).run()
    assert (job.accepted, job.asked) == (1, 0)
    assert Grant.objects.get().purpose == "feedback"


def test_a_file_comes_in_once(attested: Import):
    first = attested.run()
    again = attested.run()
    assert first.id == again.id
    assert Submission.objects.count() == 2


def test_what_was_broken_off_goes_on_and_only_as_it_began(attested: Import, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(run, "BATCH", 1)
    calls: list[int] = []

    def fail(*words, **named):
        calls.append(1)
        if len(calls) == 3:
            raise KeyboardInterrupt
        return write(*words, **named)

    monkeypatch.setattr(run, "write", fail)
    with pytest.raises(KeyboardInterrupt):
        attested.run()
    job = ImportJob.objects.get()
    assert (job.position, job.accepted, job.refused, job.finished_at) == (3, 1, 1, None)
    with pytest.raises(ImportRefused, match="other options"):
        replace(attested, told_reference="form-2025-01").run()
    done = attested.run()
    assert (done.id, done.accepted, done.refused) == (job.id, 2, 1)
    assert sorted(ImportedSubmission.objects.values_list("row", flat=True)) == [2, 4]
    assert len(_payloads(IMPORT_RUN)) == 1


def test_two_runs_of_one_file_do_not_double(attested: Import):
    table = attested.table
    job = run.begin(attested.plan(table), table, attested.basis, attested.charter, lang="ja")
    ImportJob.objects.update(position=2)
    with pytest.raises(ImportRefused, match="Another run"):
        run.run(attested.plan(table), table, job, attested.charter, clock=lambda: NOW, progress=lambda counts: None)
    assert not Submission.objects.exists()


def test_an_imported_person_can_be_erased_whole(attested: Import):
    attested.run()
    person = confirmed_person("a@example.org")
    assert person
    erase(person, actor=Actor(ActorKind.PERSON, str(person)), now=NOW)
    assert not Person.objects.filter(id=person).exists()
    assert list(ImportedSubmission.objects.values_list("row", flat=True)) == [4]


def test_every_value_knows_its_submission_form_version_and_notice(attested: Import):
    attested.run()
    assert SealedValue.objects.filter(category=Category.EMAIL).count() == 2
    for value in SealedValue.objects.all():
        submission = Submission.objects.select_related("notice", "imported").get(id=value.submission_id)
        assert (submission.notice.form, submission.notice.charter_id) == ("magazine", attested.charter.number)
        assert submission.imported.job.evidence_sha256 == EVIDENCE
    assert not mail.outbox
