"""The scan that checks certificates sees an identifier in any column, however it is written."""

from collections.abc import Callable
from uuid import UUID, uuid4

import pytest
from django.db import connection

from azukari.vault.scan import Found, scan

_BYTES = "blob" if connection.vendor == "sqlite" else "bytea"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("kind", "written"),
    [
        ("text", str),
        ("text", lambda who: who.hex),
        ("text", lambda who: str(who).upper()),
        ("text", lambda who: f'{{"person": "{who}"}}'),
        ("varchar(90)", lambda who: f"of {who.hex.upper()} and others"),
        (_BYTES, lambda who: who.bytes),
        (_BYTES, lambda who: b"\0\1" + who.bytes + b"\0"),
        (_BYTES, lambda who: b"\0" + str(who).encode()),
        (_BYTES, lambda who: who.hex.encode()),
    ],
)
def test_a_planted_identifier_is_found(kind: str, written: Callable[[UUID], str | bytes]):
    person, other = uuid4(), uuid4()
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TABLE newcomer (number integer, place {kind})")
        for who in (person, other, person):
            cursor.execute("INSERT INTO newcomer VALUES (7, %s)", [written(who)])
    assert scan(person) == [Found("newcomer", "place", 2)]
    assert scan(uuid4()) == []
