"""A list is taken out through the console: looked at first, put together by the worker, fetched by its maker alone."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from openpyxl import load_workbook

from azukari.core.accounts.models import User
from azukari.core.consent.models import Grant
from azukari.core.forms.models import Channel, Submission
from azukari.core.ledger.models import Pending
from azukari.core.policy_versions.current import Current
from azukari.core.vault.erase import erase
from azukari.core.vault.events import VALUE_REFUSED, VALUE_RELEASED
from azukari.core.vault.models import ListLine
from azukari.core.vault.suppression import suppress
from azukari.features.exports import order as ordering
from azukari.features.exports.events import LIST_FETCHED
from azukari.features.exports.models import ExportState, ListExport
from azukari.features.exports.order import AT_ONCE, tend
from azukari.features.exports.work import work
from azukari.policy.terms import Actor, ActorKind
from tests.console import desks
from tests.console.exported import ASKED, PEOPLE, fetched, ordered, put_together, table, taken
from tests.vault_search.crowd import gather

FORM = "/console/export/forms/membership/"


@pytest.fixture
def clerk(published: Current) -> User:
    return desks.staff("membership")


def test_from_the_list_to_the_file(clerk: User):
    someone, client = desks.register("membership"), desks.fresh(clerk)
    assert (
        "/console/export/people/?purpose=membership"
        in client.get("/console/people/?purpose=membership").content.decode()
    )
    chosen = client.get(PEOPLE).content.decode()
    assert 'value="name" id="f-fields" checked' in chosen
    assert 'value="phone" id' in chosen
    assert 'value="phone" id="f-fields-5" checked' not in chosen
    looked = client.post(PEOPLE, ASKED).content.decode()
    assert "1 person would be on the list." in looked
    assert not ListExport.objects.exists()
    at = ordered(client)
    assert client.get(at).headers["Refresh"]
    put_together()
    assert "The list has 1 row." in client.get(at).content.decode()
    answer = client.post(f"{at}file/")
    content = answer.getvalue()
    assert content.startswith("\ufeff".encode())
    assert answer.headers["Content-Disposition"].startswith('attachment; filename="membership-')
    assert answer.headers["Cache-Control"] == "no-store"
    heads, row = table(content)
    assert heads[:3] == ["Person", "Form", "Since"]
    assert row[0] == someone.person.hex[-8:]
    assert row[3:] == [desks.DATA["membership"]["name"], desks.DATA["membership"]["email"]]


def test_no_page_on_the_way_shows_a_value(clerk: User):
    desks.register("membership")
    client = desks.fresh(clerk)
    at = ordered(client)
    put_together()
    for page in (client.get(PEOPLE), client.post(PEOPLE, ASKED), client.get(at), client.get("/console/export/")):
        assert desks.MARK.encode() not in page.content


def test_a_workbook_and_csv_for_programs(clerk: User):
    desks.register("membership", {"name": "=cmd Marker"})
    client = desks.fresh(clerk)
    at = ordered(client, format="xlsx")
    put_together()
    sheet = load_workbook(BytesIO(fetched(client, at))).active
    assert [cell.value for cell in sheet[2]][3] == "=cmd Marker"
    assert sheet["D2"].data_type != "f"
    plain = ordered(client, format="csv-plain")
    put_together()
    content = fetched(client, plain)
    assert not content.startswith("\ufeff".encode())
    assert table(content)[1][3] == "'=cmd Marker"


def test_other_purposes_and_fields_are_not_to_be_had(clerk: User):
    desks.register("volunteers")
    client = desks.fresh(clerk)
    assert client.get("/console/export/people/?purpose=volunteers").status_code == 403
    assert client.get("/console/export/forms/volunteers/").status_code == 403
    assert Pending.objects.filter(kind=VALUE_REFUSED.name).count() == 2
    answer = client.post(PEOPLE, {**ASKED, "fields": ["name", "activities"], "make": "1"})
    assert answer.status_code == 422
    assert not ListExport.objects.exists()


def test_without_the_act_there_is_no_button_and_no_way(published: Current):
    desks.register("feedback")
    desk = desks.fresh(desks.staff("feedback"))  # no duty of hers takes lists out
    assert "Export this list" not in desk.get("/console/forms/feedback/").content.decode()
    assert desk.get("/console/export/forms/feedback/").status_code == 403
    assert desk.get("/console/export/").status_code == 403


def test_everything_that_is_missing_is_said_at_once(clerk: User):
    answer = desks.fresh(clerk).post(PEOPLE, {"make": "1"})
    page = answer.content.decode()
    assert answer.status_code == 422
    for words in ("Choose the fields", "Choose why you export", "Choose what kind of file"):
        assert words in page


def test_it_asks_again_who_it_is(clerk: User):
    desks.register("membership")
    at = ordered(desks.fresh(clerk))
    put_together()
    stale = desks.browser(clerk)
    for answer in (stale.post(f"{at}file/"), stale.post(PEOPLE, {**ASKED, "make": "1"})):
        assert "Confirm that it is you" in answer.content.decode()
    assert stale.get(PEOPLE).status_code == 302
    assert stale.get(f"{at}file/").headers["Location"].startswith("/console/account/reauthenticate/")
    assert not Pending.objects.filter(kind=LIST_FETCHED.name).exists()
    assert ListExport.objects.count() == 1


def test_nobody_else_fetches_it(clerk: User):
    desks.register("membership")
    at = ordered(desks.fresh(clerk))
    put_together()
    other = desks.fresh(desks.staff("membership", email="other@staff.example.org"))
    for answer in (other.get(at), other.post(f"{at}file/"), other.post(f"{at}erase/")):
        assert answer.status_code == 404
    assert ListLine.objects.count() == 1


def test_a_get_fetches_nothing(clerk: User):
    desks.register("membership")
    client = desks.fresh(clerk)
    at = ordered(client)
    put_together()
    assert client.get(f"{at}file/").headers["Location"] == at
    assert client.get(f"{at}erase/").headers["Location"] == at
    assert ListExport.objects.get().state == ExportState.READY
    assert not Pending.objects.filter(kind=LIST_FETCHED.name).exists()


def test_whoever_is_erased_meanwhile_is_not_in_it(clerk: User):
    gone, stays = desks.register("membership", {"email": "gone@example.org"}), desks.register("membership")
    client = desks.fresh(clerk)
    at = ordered(client)
    put_together()
    erase(gone.person, actor=Actor(ActorKind.PERSON, str(gone.person)), now=timezone.now())
    assert ListLine.objects.get().person_id == stays.person
    page = client.get(at).content.decode()
    assert "1 row went since" in page
    assert [row[4] for row in table(fetched(client, at))[1:]] == [desks.DATA["membership"]["email"]]


def test_whose_right_ends_meanwhile_is_not_in_it(clerk: User):
    over = desks.register("membership", {"email": "over@example.org"})
    desks.register("membership")
    client = desks.fresh(clerk)
    at = ordered(client)
    put_together()
    now = timezone.now()
    Grant.objects.filter(person_id=over.person, purpose="membership").update(ends_at=now, end_reason="expired")
    assert len(table(fetched(client, at))) == 2


def test_an_address_that_must_not_be_written_to_stays_out(clerk: User):
    desks.register("membership")
    other = desks.register("membership", {"email": "other@example.org"})
    client, now = desks.fresh(clerk), timezone.now()
    suppress([str(desks.DATA["membership"]["email"])], actor=desks.OPERATOR, now=now)
    assert "must never be written to again" in client.post(PEOPLE, ASKED).content.decode()
    at = ordered(client)
    put_together()
    assert "The address of 1 person" in client.get(at).content.decode()
    suppress(["other@example.org"], actor=desks.OPERATOR, now=now)  # since it was put together
    rows = table(fetched(client, at))[1:]
    assert [row[4] for row in rows] == ["", ""]
    assert rows[0][0] == other.person.hex[-8:]


def test_the_unconfirmed_are_counted_and_left_out(clerk: User):
    desks.register("membership")
    desks.register("membership", {"email": "waits@example.org"}, confirmed=False)
    client = desks.fresh(clerk)
    looked = client.post(FORM, ASKED).content.decode()
    assert "1 submission would be on the list." in looked
    assert "1 submission is not confirmed yet" in looked
    assert len(taken(client, FORM)) == 2


def test_a_form_s_choices_come_in_words_and_the_filter_counts(clerk: User):
    desks.register("membership")
    client = desks.fresh(clerk)
    heads, row = taken(client, FORM, fields=["member_class", "name"])
    assert heads[:4] == ["Number", "Received", "Answer", "Language"]
    assert row[4].startswith("Regular member")
    nobody = client.post(f"{FORM}?until=2020-01-01", {**ASKED, "make": "1"})
    assert nobody.status_code == 200
    assert "0 submissions" in nobody.content.decode()
    assert client.get(f"{PEOPLE}&state=ended").status_code == 422


def test_a_maker_who_is_cut_off_gets_nothing(clerk: User):
    desks.register("membership")
    ordered(desks.fresh(clerk))
    User.objects.filter(pk=clerk.pk).update(is_active=False)
    put_together()
    assert ListExport.objects.get().state == ExportState.FAILED
    assert not ListLine.objects.exists()
    assert not Pending.objects.filter(kind=VALUE_RELEASED.name).exists()


def test_a_maker_whose_duty_was_taken_gets_nothing(clerk: User):
    desks.register("membership")
    client = desks.fresh(clerk)
    at = ordered(client)
    put_together()
    desks.exchange_duty(clerk, "volunteers")  # who may take lists out as well, but not this one
    assert client.post(f"{at}file/").headers["Location"] == at
    assert not Pending.objects.filter(kind=LIST_FETCHED.name).exists()


def test_it_is_gone_after_its_hours_and_sooner_once_fetched(clerk: User):
    desks.register("membership")
    client, now = desks.fresh(clerk), timezone.now()
    at = ordered(client)
    put_together()
    assert tend(now + timedelta(hours=5)) == 0
    fetched(client, at)
    fetched(client, at)  # the way broke off
    assert tend(now + timedelta(minutes=30)) == 1
    assert ListExport.objects.get().state == ExportState.GONE
    assert "This list has been erased" in client.get(at).content.decode()
    assert client.post(f"{at}file/").headers["Location"] == at


def test_a_list_whose_hours_are_over_is_not_handed_out_though_no_worker_was_there(
    clerk: User, monkeypatch: pytest.MonkeyPatch
):
    desks.register("membership")
    client = desks.fresh(clerk)
    at = ordered(client)
    put_together()
    ListExport.objects.update(ends_at=timezone.now())
    assert client.post(f"{at}file/").headers["Location"] == at


def test_erased_by_its_maker_nothing_is_left(clerk: User):
    desks.register("membership")
    client = desks.fresh(clerk)
    at = ordered(client)
    put_together()
    client.post(f"{at}erase/")
    assert not ListLine.objects.exists()
    assert ListExport.objects.get().state == ExportState.STOPPED


def test_a_second_click_orders_once_and_there_is_room_for_three(clerk: User):
    desks.register("membership")
    client = desks.fresh(clerk)
    assert ordered(client) == ordered(client)
    for reason in ("answer", "check")[: AT_ONCE - 1]:
        ordered(client, reason=reason)
    answer = client.post(PEOPLE, {**ASKED, "reason": "control", "make": "1"})
    assert answer.status_code == 422
    assert "lists ready" in answer.content.decode()
    assert ListExport.objects.count() == AT_ONCE


def test_a_worker_that_dies_goes_on_where_it_was(clerk: User, monkeypatch: pytest.MonkeyPatch):
    people = gather(7, lambda n: {"name": f"Marker {n}", "email": f"m{n}@example.org"})
    client = desks.fresh(clerk)
    at = ordered(client)
    monkeypatch.setattr("azukari.features.exports.work.BATCH", 3)
    monkeypatch.setattr("azukari.features.exports.work.SLICE", -1.0)
    assert work(timezone.now()) == 1
    assert ListLine.objects.count() == 3

    def dies(*_args: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr("azukari.features.exports.work.keep", dies)
        with pytest.raises(KeyboardInterrupt):
            work(timezone.now())
    assert work(timezone.now()) == 0  # it may still be at it
    ListExport.objects.update(leased_until=None)
    put_together()
    numbers = [row[0] for row in table(fetched(client, at))[1:]]
    assert sorted(numbers) == sorted(person.hex[-8:] for person in people)


def test_queries_do_not_grow_with_the_people(clerk: User, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("azukari.features.exports.work.SLICE", 600.0)  # a slow machine takes no second turn
    client = desks.fresh(clerk)

    def queries() -> dict[str, int]:
        found = {}
        with CaptureQueriesContext(connection) as captured:
            assert client.post(PEOPLE, ASKED).status_code == 200
        found["look"] = len(captured)
        at = ordered(client)
        with CaptureQueriesContext(connection) as captured:
            put_together()
        found["together"] = len(captured)
        with CaptureQueriesContext(connection) as captured:
            fetched(client, at)
        found["fetched"] = len(captured)
        client.post(f"{at}erase/")
        return found

    gather(3, lambda n: {"name": f"Marker {n}", "email": f"m{n}@example.org"})
    queries()
    few = queries()
    gather(400, lambda n: {"name": f"Marker {n}", "email": f"n{n}@example.org"})
    assert queries() == few


def test_orders_are_forgotten_after_a_month(clerk: User):
    desks.register("membership")
    client = desks.fresh(clerk)
    client.post(f"{ordered(client)}erase/")
    tend(timezone.now() + ordering.REMEMBERED + timedelta(days=1))
    assert not ListExport.objects.exists()


def test_what_came_with_a_list_waits_for_no_answer_in_the_file_either(clerk: User):
    desks.register("membership")
    client = desks.fresh(clerk)
    assert taken(client, FORM)[1][2] == "new"
    Submission.objects.update(channel=Channel.IMPORT)
    assert taken(client, FORM)[1][2] == ""
