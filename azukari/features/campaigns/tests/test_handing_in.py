"""Handing in: each organisation gets those who chose it and nobody else, sealed to its key; areas are folded."""

import csv
import json
import re
import subprocess
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as some

from azukari.core.policy_versions.current import current
from azukari.core.transfers.disclose import Wish, preview
from azukari.core.transfers.finish import fetch
from azukari.core.vault.withdraw import withdraw
from azukari.features.campaigns import delivering
from azukari.features.campaigns.tests import signing
from azukari.features.campaigns.tests.signing import CITY, FORM, FRIENDS, counted, sign
from azukari.lib.paper import pdf
from azukari.lib.small_cells import fold
from azukari.policy.terms import Actor, ActorKind, Category
from tests.console import desks
from tests.disclosure import office


@given(
    some.dictionaries(some.text("ab", min_size=1, max_size=3), some.integers(0, 40), max_size=12), some.integers(2, 9)
)
@settings(max_examples=60)
def test_no_folded_area_can_be_told_by_subtraction(counts: dict[str, int], least: int):
    shown, folded = fold(counts, least=least)
    hidden = [count for name, count in counts.items() if name not in shown and count]
    assert sum(shown.values()) + folded == sum(counts.values())
    assert all(count >= least for count in shown.values())
    assert folded == sum(hidden)
    assert not shown or not hidden or (len(hidden) >= 2 and folded >= least)


@pytest.fixture
def papers(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The pages that become paper; one of them is made for real."""
    seen: list[str] = []

    def made(html: str) -> bytes:
        seen.append(html)
        return pdf(html) if len(seen) == 1 else b"%PDF"

    monkeypatch.setattr(delivering, "pdf", made)
    return seen


@pytest.mark.django_db
@pytest.mark.usefixtures("papers")
def test_each_organisation_gets_those_who_chose_it_sealed_to_its_key(tmp_path: Path):
    signing.published()
    now = timezone.now()
    city, friends = office.keyed("city", now=now), office.keyed("friends", now=now)
    sign("Heron", CITY)
    both = sign("Egret", CITY, FRIENDS)
    sign("Ibis", FRIENDS)
    sign("Stork")
    left = sign("Crane", CITY)
    counted()
    withdraw(left.person, purpose=CITY, actor=Actor(ActorKind.PERSON, str(left.person)), now=timezone.now())
    assert _sent(city, CITY, {Category.NAME, Category.ADDRESS}, tmp_path) == {"Heron", "Egret"}
    assert _sent(friends, FRIENDS, {Category.NAME, Category.EMAIL}, tmp_path) == {"Egret", "Ibis"}
    assert not preview(_wish("city", FRIENDS, {Category.NAME}), now=timezone.now()).verdict
    assert not preview(_wish("city", CITY, {Category.EMAIL}), now=timezone.now()).verdict
    client, at = desks.browser(desks.staff("campaigns")), f"/console/forms/{FORM}/campaign/handing/"
    answer = client.get(at)
    page = answer.content.decode()
    assert "Hand me to the city" in page, "for what they agreed to it"
    told = {one["recipient"].slug: (one["chose"], one["to_come"]) for one in answer.context["recipients"]}
    assert told == {"city": (2, 0), "friends": (2, 0)}
    assert all(one["last"] for one in answer.context["recipients"])
    assert page.count(">2</td>") == page.count(">0</td>") == 2, "two chose each, and each has both"
    sign("Avocet", FRIENDS)
    counted()
    page = client.get(at).content.decode()
    assert [page.count(f">{number}</td>") for number in (0, 1, 2, 3)] == [1, 1, 1, 1], "one more for the friends alone"
    assert not any(name in page for name in ("Heron", "Egret", str(both.person)))


def _wish(recipient: str, purpose: str, categories: set[Category]) -> Wish:
    return Wish(recipient, purpose, frozenset(categories), "consent")


def _sent(company: office.Company, purpose: str, categories: set[Category], folder: Path) -> set[str]:
    transfer = office.carried(_wish(company.slug, purpose, categories), now=timezone.now(), clock=timezone.now)
    files = _unpacked(fetch(transfer.id, actor=office.ASKER, now=timezone.now()), company, folder)
    told = [json.loads(line) for line in files.read("signatures.jsonl").splitlines()]
    names = {line["values"]["name"]["name"] for line in office.people_in(told)}
    for lang in ("ja", "en"):
        sheet = list(csv.DictReader(files.read(f"signatures-{lang}.csv").decode("utf-8-sig").splitlines()))
        assert {name for name in names if any(name in row.values() for row in sheet)} == names
        assert len(sheet) == len(names)
        assert files.read(f"signatures-{lang}.pdf").startswith(b"%PDF")
    return names


def _unpacked(sealed: Path, company: office.Company, folder: Path) -> ZipFile:
    """What the standard tool makes of the sealed file."""
    (folder / "key").write_text(company.identity + "\n", "ascii")
    command: list[str | Path] = ["age", "--decrypt", "--identity", folder / "key", sealed]
    return ZipFile(BytesIO(subprocess.run(command, capture_output=True, check=True).stdout))  # noqa: S603 - constants


@pytest.mark.django_db
def test_the_paper_tells_numbers_by_area_with_small_ones_folded_and_names_nobody_else(
    tmp_path: Path, papers: list[str]
):
    signing.published()
    city = office.keyed("city", now=timezone.now())
    for number in range(13):
        area = "1000001" if number < 7 else ("5300001" if number < 12 else "9000015")
        sign(f"Bird{number}", *([CITY] if number in (0, 12) else []), postcode=area)
    counted()
    transfer = office.carried(_wish("city", CITY, {Category.NAME}), now=timezone.now(), clock=timezone.now)
    files = _unpacked(fetch(transfer.id, actor=office.ASKER, now=timezone.now()), city, tmp_path)
    assert files.namelist().count("signatures-en.pdf") == 1
    text = re.sub(r"<[^>]+>|\s+", " ", next(page for page in papers if 'lang="en"' in page))
    text = re.sub(r" +", " ", text)
    assert "13 signatures" in text
    assert "Postcodes that begin with 10 7" in text
    assert "Other areas together 6" in text
    assert "2 people agreed" in text
    assert [name for name in (f"Bird{number}" for number in range(13)) if name in text.split()] == ["Bird0", "Bird12"]


@pytest.mark.django_db
def test_a_name_in_two_parts_stands_whole_on_paper(papers: list[str]):
    signing.published()
    policy = current().policy
    form = policy.forms[FORM]
    family = next(field for field in form.fields if field.category is Category.NAME)
    form = replace(form, fields=(*form.fields, replace(family, id="given")))
    values = {family.id: "Heron", "given": "Grey"}
    delivering._paper([form], policy, [("one", values)], "en", timezone.now())
    assert "Heron Grey" in papers[0]


@pytest.mark.django_db
def test_areas_are_counted_by_the_program_and_small_ones_folded():
    signing.published()
    for number in range(13):
        area = "1000001" if number < 7 else ("5300001" if number < 12 else "9000015")
        sign(f"Bird{number}", postcode=area)
    counted()
    client, at = desks.browser(desks.staff("campaigns")), f"/console/forms/{FORM}/campaign/handing/"
    assert "Other areas together" not in client.get(at).content.decode()
    page = client.post(at).content.decode()
    assert '<th scope="row">10</th><td class="number">7</td>' in page
    assert '<th scope="row">53</th>' not in page  # with it the single one could be told
    assert '<td class="number">6</td>' in page
    assert "900" not in page
