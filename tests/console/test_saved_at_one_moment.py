"""Two saves of one row at one moment: one is carried out, the other is answered with both texts (PostgreSQL)."""

import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection, connections, transaction

from tests.console import desks
from tests.console.rows_to_change import CASES
from tests.console.two_tabs import said, shown

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.postgresql,
    pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite has one writer at a time"),
]
ROWS = {name: case.row for name, case in CASES.items() if case.row}
_WAITING = "SELECT COUNT(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"


def _until_both_wait() -> None:
    for _ in range(150):
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_stat_clear_snapshot()")
            cursor.execute(_WAITING)
            if cursor.fetchone()[0] == 2:
                return
        time.sleep(0.02)
    pytest.fail("The two saves never waited for the row.")


@pytest.mark.parametrize("name", ROWS)
def test_one_is_saved_and_the_other_sees_both_texts(name: str, transactional_db: None):
    desks.publish()
    case, row = CASES[name], ROWS[name]
    at = case.make()
    browsers = [desks.fresh(desks.staff(case.duty, email=f"{who}@staff.example.org")) for who in ("one", "two")]
    pages = [shown(browser.get(at)) for browser in browsers]

    def save(number: int) -> Any:
        try:
            return browsers[number].post(at, {**pages[number], case.field: f"Text number {number}"})
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as both:
        with transaction.atomic():
            assert list(row._default_manager.select_for_update())
            sent = [both.submit(save, number) for number in (0, 1)]
            _until_both_wait()
        answers = [one.result(timeout=20) for one in sent]
    assert sorted(answer.status_code for answer in answers) == [302, 409]
    told = next(answer for answer in answers if answer.status_code == 409).content.decode()
    assert "Text number 0" in told
    assert "Text number 1" in told
    assert said(browsers[0], at, case.field) == f"Text number {[answer.status_code for answer in answers].index(302)}"
