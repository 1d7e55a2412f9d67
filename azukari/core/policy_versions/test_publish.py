"""Publishing makes charter N with its notices, or leaves nothing behind."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, connection, connections, transaction
from pytest_django import DjangoAssertNumQueries

from azukari.core.policy_versions import publish as publishing
from azukari.core.policy_versions.current import NoCharter, at, current
from azukari.core.policy_versions.models import Charter, Notice
from azukari.core.policy_versions.notice import NoSuchForm, notice
from azukari.core.policy_versions.publish import PublicationRefused, publish
from azukari.policy.finding import PolicyError
from azukari.policy.parse import STARTER, load
from azukari.policy.terms import Actor, ActorKind

pytestmark = pytest.mark.django_db

TEXT = STARTER.read_text("utf-8")
NOW = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
SETTER = Actor(ActorKind.STAFF, "6b1a9a4e-2f4e-4c6e-9b57-0c1d2e3f4a5b")
SECOND = Actor(ActorKind.STAFF, "0f0e0d0c-0b0a-4908-8706-050403020100")
LATER = TEXT.replace("phone: 03-0000-0000", "phone: 03-0000-0001")
EXCEPTIONAL = TEXT.replace("    ground: consent\n", "    ground: consent\n    exceptional: true\n", 1)


def entries() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT kind FROM ledger_pending WHERE kind LIKE 'policy:%' ORDER BY kind")
        return [row[0] for row in cursor.fetchall()]


def refusal(text: str, **how: object) -> PublicationRefused:
    with pytest.raises(PublicationRefused) as caught:
        publish(text, **({"actor": SETTER, "now": NOW} | how))  # type: ignore[arg-type]
    return caught.value


def test_before_the_first_there_is_none() -> None:
    with pytest.raises(NoCharter):
        current()
    with pytest.raises(Charter.DoesNotExist):
        at(1)


def test_the_first_policy_becomes_charter_one() -> None:
    charter = publish(TEXT, actor=SETTER, now=NOW)
    assert charter.number == 1
    assert current().number == 1
    assert current().policy == load(STARTER)
    assert Charter.objects.get().published_by == f"staff:{SETTER.reference}"
    assert entries() == ["policy:charter:published"]


def test_every_form_has_its_notice_in_each_language_word_for_word() -> None:
    publish(TEXT, actor=SETTER, now=NOW)
    assert Notice.objects.count() == 12
    for stored in Notice.objects.all():
        shown = notice(1, stored.form, stored.lang)
        assert (shown.digest, shown.text) == (stored.digest, stored.text)
        assert all(row.text in stored.text for row in shown.rows)
    with pytest.raises(NoSuchForm):
        notice(1, "raffle", "ja")
    with pytest.raises(NoSuchForm):
        notice(1, "membership", "fr")


def test_the_next_policy_says_what_it_changed() -> None:
    publish(TEXT, actor=SETTER, now=NOW)
    charter = publish(LATER, actor=SETTER, now=NOW + timedelta(days=1))
    assert charter.number == 2
    assert [change["clause"] for change in Charter.objects.get(number=2).changes] == ["requests.phone"]
    assert current().policy.requests.phone == "03-0000-0001"
    assert at(1).policy.requests.phone == "03-0000-0000"


def test_an_earlier_policy_may_return() -> None:
    for text in (TEXT, LATER, TEXT):
        publish(text, actor=SETTER, now=NOW)
    assert current().number == 3
    assert current().policy == at(1).policy


@pytest.mark.parametrize(
    ("text", "error", "recorded"),
    [
        ("languages: [ja", PolicyError, []),
        (TEXT.replace("    kind: magazine\n", "    kind: raffle\n"), PolicyError, []),
        (TEXT.replace("        - secrecy\n", ""), PublicationRefused, ["policy:charter:refused"]),
    ],
)
def test_what_is_unsound_leaves_nothing_behind(text: str, error: type[Exception], recorded: list[str]) -> None:
    with pytest.raises(error) as caught:
        publish(text, actor=SETTER, now=NOW)
    assert caught.value.findings  # type: ignore[attr-defined]
    assert not Charter.objects.exists()
    assert not Notice.objects.exists()
    assert entries() == recorded


def test_the_same_policy_is_not_published_twice() -> None:
    publish(TEXT, actor=SETTER, now=NOW)
    assert refusal("# a comment changes nothing\n" + TEXT).code == "publish.unchanged"


def test_a_publication_that_was_overtaken_is_refused() -> None:
    publish(TEXT, actor=SETTER, now=NOW, based_on=0)
    assert refusal(LATER, based_on=0).code == "publish.overtaken"
    assert publish(LATER, actor=SETTER, now=NOW, based_on=1).number == 2


@pytest.mark.django_db(transaction=True)
def test_of_two_that_race_for_a_number_the_second_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    publish(TEXT, actor=SETTER, now=NOW)
    stale = current()
    publish(LATER, actor=SETTER, now=NOW)
    monkeypatch.setattr(publishing, "ruling_charter", lambda: stale)
    third = LATER.replace("unconfirmed_days: 7", "unconfirmed_days: 6")
    assert refusal(third).code == "publish.overtaken"
    assert current().number == 2
    assert Notice.objects.filter(charter=2).count() == 12


def test_an_exceptional_purpose_needs_a_second_person() -> None:
    assert refusal(EXCEPTIONAL).code == "publish.second-person"
    assert refusal(EXCEPTIONAL, approver=SETTER).code == "publish.second-person"
    assert refusal(EXCEPTIONAL, approver=Actor(ActorKind.SYSTEM, "x")).code == "publish.second-person"
    assert entries() == ["policy:charter:refused"] * 3
    publish(EXCEPTIONAL, actor=SETTER, approver=SECOND, now=NOW)
    assert Charter.objects.get().approved_by == f"staff:{SECOND.reference}"
    assert entries()[0] == "policy:charter:published"
    assert entries()[-1] == "policy:exception:approved"


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE charter_charter SET document = 'x'",
        "UPDATE charter_notice SET text = 'x'",
        "DELETE FROM charter_notice",
        "DELETE FROM charter_charter",
    ],
)
def test_the_database_refuses_to_change_what_is_published(sql: str) -> None:
    publish(TEXT, actor=SETTER, now=NOW)
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)
    assert current().policy == load(STARTER)
    assert Notice.objects.exclude(text="x").count() == 12


def test_the_ruling_charter_costs_one_query(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    publish(TEXT, actor=SETTER, now=NOW)
    current()
    with django_assert_num_queries(1):
        assert current().number == 1


LONGER = TEXT.replace("period: 6 months", "period: 2 years")
REWORDED = TEXT.replace("We use these details to send you our monthly", "We use these details to mail you our monthly")


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no server that could be restarted")
@pytest.mark.django_db(transaction=True)
def test_the_ruling_charter_is_looked_for_again_when_the_server_was_restarted() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        [process] = cursor.fetchone() or [0]
    with (other := connections.create_connection("default")).cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s, 5000)", [process])
    other.close()
    connection.close_if_unusable_or_obsolete()  # as a request begins
    with pytest.raises(NoCharter):
        current()


def test_whoever_would_be_asked_again_is_asked_knowingly_and_after_a_second_person_said_yes() -> None:
    publish(TEXT, actor=SETTER, now=NOW)
    assert refusal(LONGER, ask=True).code == "publish.second-person"
    assert refusal(LONGER, approver=SECOND).code == "publish.asks-again"
    charter = publish(LONGER, actor=SETTER, approver=SECOND, ask=True, now=NOW)
    assert (charter.number, charter.approved_by) == (2, f"staff:{SECOND.reference}")
    assert "policy:charter:approved" in entries()


def test_a_statement_that_is_only_worded_anew_is_vouched_for_by_two_and_asks_nobody() -> None:
    publish(TEXT, actor=SETTER, now=NOW)
    assert refusal(REWORDED).code == "publish.second-person"
    assert publish(REWORDED, actor=SETTER, approver=SECOND, now=NOW).number == 2


def test_what_belongs_to_the_publication_happens_with_it_or_neither_does() -> None:
    class Late(Exception):
        pass

    def fail() -> None:
        raise Late

    with pytest.raises(Late):
        publish(TEXT, actor=SETTER, also=fail, now=NOW)
    assert not Charter.objects.exists()
