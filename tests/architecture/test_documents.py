"""What the documents name exists, and what exists of the command is named."""

import re
import tomllib
from datetime import timedelta
from pathlib import Path

import pytest

from azukari.cli.verbs import VERBS
from azukari.shells.worker.jobs import jobs

ROOT = Path(__file__).parents[2]
DOCUMENTS = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]

_LINK = re.compile(r"\]\((?!https?:)([^)#]+)")
_NAMED = re.compile(r"`((?:azukari|bin|docs|tests|benchmarks)/[\w./-]+|[\w-]+\.(?:toml|txt|md|py))(?: [^`]*)?`")
_OF_AN_INSTANCE = {"azukari.toml", "policy.yaml"}
_IN_PACKAGES = re.compile(r"`((?:cli|site|lib|policy|(?:core|shells|features)(?:/\w+)+)/\w+\.py)`")


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_what_a_document_names_is_there(document):
    text = document.read_text("utf-8")
    links = [document.parent / name for name in _LINK.findall(text)]
    names = [ROOT / name for name in _NAMED.findall(text) if name not in _OF_AN_INSTANCE]
    modules = [ROOT / "azukari" / name for name in _IN_PACKAGES.findall(text)]
    assert [str(path) for path in (*links, *names, *modules) if not path.exists()] == []


def test_the_house_as_built_is_the_house():
    text = (ROOT / "docs" / "architecture.md").read_text("utf-8")
    (drawn,) = re.findall(r"^One Django project[^\n]*\n(?:\S[^\n]*\n)*\n((?:    [^\n]*\n)+)", text, re.MULTILINE)
    layers = [set(re.split(r"\s{2,}", line.strip())[0].split()) for line in drawn.splitlines()]
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]["contracts"]
    (checked,) = (contract["layers"] for contract in contracts if contract["id"] == "layers")
    assert layers == [{name.removeprefix("azukari.") for name in layer.split(" | ")} for layer in checked]


def test_the_page_of_commands_names_every_verb():
    text = (ROOT / "docs" / "commands.md").read_text("utf-8")
    rows = {words for row in re.findall(r"^\| (.+?) \|", text, re.MULTILINE) for words in re.findall(r"`(\w+)", row)}
    rows |= set(re.findall(r"`(\w+)` runs it alone", text))
    assert set(VERBS) <= rows


def test_the_verbs_have_a_module_each():
    modules = {name: (verb.module or f"azukari.cli.{name}").replace(".", "/") for name, verb in VERBS.items()}
    assert not [name for name, module in modules.items() if not (ROOT / f"{module}.py").exists()]


def test_jobs_have_names_of_their_own():
    assert len({job.name for job in jobs()}) == len(jobs())


def test_the_page_of_operating_tells_of_every_job_and_of_no_other():
    text = (ROOT / "docs" / "operating.md").read_text("utf-8")
    [table] = re.findall(r"^\| Job \|.*\n\|[-| ]+\n((?:\|.*\n?)+)", text, re.MULTILINE)
    rows = re.findall(r"^\| (.+?) \| (\d+) (second|minute|hour|day)s? \| (paused|runs) \|", table, re.MULTILINE)
    told = [(name, timedelta(**{f"{unit}s": int(count)}), held) for name, count, unit, held in rows]
    kept = [(job.name, job.every, "paused" if job.dated else "runs") for job in jobs()]
    assert sorted(told) == sorted(kept), "Nobody would miss a job that is left out."
