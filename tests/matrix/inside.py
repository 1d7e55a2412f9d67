"""What runs inside an instance of the matrix: the population, a look, an operation with the looks around it."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import django

django.setup()

from django.conf import settings  # noqa: E402 - Django is set up first
from django.core.cache import cache  # noqa: E402

settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
settings.ALLOWED_HOSTS.append("testserver")

from azukari.core.people.models import Person  # noqa: E402
from azukari.core.policy_versions.current import current  # noqa: E402
from azukari.lib.job import clock  # noqa: E402
from tests import cast  # noqa: E402
from tests.console import desks  # noqa: E402
from tests.gallery import stage  # noqa: E402
from tests.matrix import histories, looking, operations, population, rows, values  # noqa: E402


def choose_pages(into: Path) -> None:
    into.write_text(json.dumps(looking.chosen(stage.person(stage.HANAKO))), "utf-8")


def choose_pages_of_a_release(into: Path) -> None:
    """The same of an instance that is not the population: for somebody with every duty, and the first person."""
    duties = current().policy.duties
    cast.enrolled(population.EVERYTHING, "Everybody", *duties, actor=desks.OPERATOR, now=clock())
    somebody = Person.objects.filter(confirmed_at__isnull=False).earliest("id")
    into.write_text(json.dumps(looking.chosen(somebody.id)), "utf-8")


def look(pages: Path, part: tuple[int, int], left_out: Mapping[str, Sequence[str]]) -> dict[str, Any]:
    """Everything that is looked at; of the pages one part of so many, of tables all columns but those."""
    cache.clear()
    some = [looking.Page(*one) for one in json.loads(pages.read_text("utf-8"))] if pages.exists() else []
    return {
        "tables": looking.look_at_tables(left_out),
        "controls": looking.look_at_controls(),
        "ledger": looking.look_at_ledger(),
        "histories": dict(histories.histories(clock())),
        "values": values.without_a_row(),
        "pages": looking.look_at_pages(some[part[0] :: part[1]]),
    }


def operate(name: str) -> list[str]:
    """Do it; returns what is wrong."""
    [operation] = [one for one in operations.operations() if one.name == name]
    people = operation.people() if operation.people else None
    if people is not None:
        people |= rows.standing_in_for(people)
    before = rows.rows_now()
    try:
        wrong = list(operation.run(clock()))
    except Exception as error:
        return [operations.told(error)]
    gains, loses = operation.gains | operations.LEDGER, operation.loses | {"ledger.Pending"}
    return [*wrong, *rows.unexpected(before, rows.rows_now(), people=people, gains=gains, loses=loses)]
