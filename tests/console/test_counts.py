"""Counts on the desk's pages read an index alone, so that they cost little where many people are."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from azukari.core.policy_versions.current import Current
from benchmarks.population import add
from tests.cast import NOW
from tests.console import desks

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL reads small tables whole, as it should"),
]

_OF_MANY = ('FROM "consent_grant"', 'FROM "forms_submission"', "FROM forms_submission")


@pytest.mark.parametrize("page", ["/console/", "/console/people/?purpose=membership", "/console/forms/membership/"])
def test_counts_read_an_index_and_no_row(page: str, published: Current):
    add(range(3), now=NOW - timedelta(days=1))
    client = desks.browser(desks.staff("membership"))
    with CaptureQueriesContext(connection) as asked:
        assert client.get(page).status_code == 200
    counts = [q["sql"] for q in asked if "COUNT(" in q["sql"] and any(table in q["sql"] for table in _OF_MANY)]
    assert counts
    with connection.cursor() as cursor:
        for sql in counts:
            cursor.execute(f"EXPLAIN QUERY PLAN {sql}")
            steps = [step for *_, step in cursor.fetchall() if "consent_grant" in step or "forms_submission" in step]
            assert all("COVERING INDEX" in step for step in steps), (sql, steps)
