"""An older database put back beside a newer journal: nothing is served until what was removed is removed again."""

import json
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from azukari.core.ledger import kept_head
from tests.cli.command import one_sentence
from tests.live import Mould, Program, cast, drop_database, new_database

_REMOVE = """
from azukari.core.consent.models import Grant
from azukari.policy.terms import Actor, ActorKind
from azukari.core.vault.erase import erase
from azukari.core.vault.models import SealedValue
from azukari.core.vault.withdraw import withdraw
now = timezone.now()
grants = Grant.objects.living(now).filter(purpose="magazine").order_by("person_id")
erased, withdrawn = grants.values_list("person_id", flat=True).distinct()[:2]
erase(erased, actor=Actor(ActorKind.PERSON, str(erased)), now=now)
withdraw(withdrawn, purpose="magazine", actor=Actor(ActorKind.PERSON, str(withdrawn)), now=now)
print(erased, withdrawn, SealedValue.objects.filter(person_id=erased).count())
"""
_LEFT = """
from azukari.core.consent.models import Grant
from azukari.core.vault.models import SealedValue
erased, withdrawn = {people!r}
print(SealedValue.objects.filter(person_id=erased).count(), Grant.objects.living(timezone.now()).filter(
    person_id__in=[erased, withdrawn], purpose="magazine").values("person_id").distinct().count())
"""


@dataclass(frozen=True)
class Older:
    """An instance whose database is that of before an erasure and a withdrawal.

    Args:
        kept: how many values a law kept of the erased person.
    """

    mould: Mould
    people: tuple[str, str]
    kept: int


@pytest.fixture(scope="module")
def older(peopled_mould: Mould, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Older]:
    place = tmp_path_factory.mktemp("older")
    with cast(peopled_mould, place / "instance") as made:
        data, server = made.root / "data", made.environment.get("AZUKARI_DATABASE", "")
        before = new_database(server.rpartition("/")[2]) if server else ""  # a copy of it, or a file in the folder
        shutil.copytree(data, place / "before")
        erased, withdrawn, kept = made.python(_REMOVE).split()
        made.azukari("worker", "--once")
        if not server:
            shutil.rmtree(data)
            shutil.copytree(place / "before", data)
        yield Older(Mould(made.root, made.url, before), (erased, withdrawn), int(kept))
        drop_database(before)


@pytest.fixture(params=["by the signed head and the journal", "by the journal alone"])
def program(older: Older, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Program]:
    with cast(older.mould, tmp_path / "instance") as made:
        if request.param == "by the journal alone":
            (made.root / "keys" / kept_head.FOLDER / kept_head.NAME).unlink()
        yield made


def left(program: Program, people: tuple[str, str]) -> tuple[int, int]:
    """How many values the erased person has, and how many of the two have a living consent."""
    values, grants = program.python(_LEFT.format(people=people)).split()
    return int(values), int(grants)


def is_red(program: Program) -> bool:
    outcomes = {one["control"]: one for one in json.loads(program.azukari("doctor", "--json", check=False).stdout)}
    return bool(outcomes["set-back"]["findings"])


@pytest.mark.parametrize(
    "words", [("serve",), ("worker", "--once"), ("staff", "list"), ("retention", "run")], ids=" ".join
)
def test_nothing_starts_and_what_to_run_is_said(program: Program, older: Older, words: tuple[str, ...]) -> None:
    done = program.azukari(*words, check=False)
    assert (done.returncode, done.stdout) == (1, "")
    assert one_sentence(done.stderr)
    assert "The database was set back: it lacks removals" in done.stderr
    assert "azukari removals replay" in done.stderr
    values, grants = left(program, older.people)
    assert values > older.kept
    assert grants == 2, "both are back, and nothing was done about it"


def test_a_replay_removes_them_again_and_all_is_well(program: Program, older: Older) -> None:
    assert is_red(program)
    said = program.azukari("removals", "replay").stdout
    assert said.startswith("Removed again: 1 erasures, ")
    assert " 0 withdrawals, " not in said
    assert left(program, older.people) == (older.kept, 0)
    assert not is_red(program)
    assert json.loads(program.azukari("ledger", "verify", "--json").stdout)["problems"] == []
    assert program.azukari("staff", "list").stderr == ""
    assert "nothing was changed" in program.azukari("removals", "replay").stdout
    program.azukari("worker", "--once")
    assert left(program, older.people) == (older.kept, 0)
    assert not is_red(program)
