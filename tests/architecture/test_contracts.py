"""The import contracts follow from the list of slices, and each notices an import that it forbids."""

import re
import shutil
import subprocess
import sys
import tomllib
from graphlib import TopologicalSorter
from pathlib import Path

import grimp

from azukari.site.slices import NAMES

ROOT = Path(__file__).parents[2]
_LINTER = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]
CONTRACTS = {contract["id"]: contract for contract in _LINTER["contracts"]}

FEATURES = {name.partition(".")[0] for name in NAMES}
_LAYERS = [{part.strip() for part in layer.split("|")} for layer in CONTRACTS["layers"]["layers"]]
HOUSE = {package for layer in _LAYERS for package in layer}
_PURE = {"azukari.policy", "azukari.lib", "azukari.core.database", "azukari.both_languages"}

MAY = {
    "room": {"vault", "ledger", "people", "accounts"},
    "door": {"vault", "forms", "consent", "policy_versions", "ledger", "people", "accounts", "appearance"},
    "out": {"vault", "transfers", "ledger", "people", "accounts", "appearance"},
    "ledger": {"ledger"},
}
"""Packages that a contract leaves alone: those that it is about, and those that stand below what it keeps shut."""


def test_the_features_share_one_layer_and_so_know_no_other():
    assert {f"azukari.features.{name}" for name in FEATURES} in _LAYERS


def test_each_contract_binds_every_package_but_those_that_it_names():
    for id, free in MAY.items():
        bound = HOUSE - _PURE - {f"azukari.core.{package}" for package in free}
        bound = {name for name in bound if not name.startswith("azukari.features.")} | {"azukari.features"}
        assert set(CONTRACTS[id]["source_modules"]) == bound, id


def test_no_files_import_each_other_in_a_circle_not_for_their_types_either():
    house = grimp.build_graph("azukari", cache_dir=None)
    assert len(house.modules) > 1000
    TopologicalSorter({file: house.find_modules_directly_imported_by(file) for file in house.modules}).prepare()


PLANTED = {  # the contract, where, and what must not be imported there
    "layers": ("azukari/shells/staff/reader.py", "azukari.features.members.payments"),
    "pure": ("azukari/policy/asking.py", "django.conf"),
    "learning": ("azukari/features/questionnaires/learning/asked.py", "django.db"),
    "room": ("azukari/features/members/payments.py", "azukari.core.vault.cipher"),
    "door": ("azukari/features/feedback/form_kind.py", "azukari.core.vault.store"),
    "out": ("azukari/features/magazine/form_kind.py", "azukari.core.vault.hand_over"),
    "ledger": ("azukari/features/campaigns/form_kind.py", "azukari.core.ledger.models"),
    "counting": ("azukari/features/statistics/counter.py", "azukari.core.people.models"),
}


def test_each_contract_notices_what_it_forbids(tmp_path: Path):
    assert set(PLANTED) == set(CONTRACTS)
    shutil.copytree(
        ROOT / "azukari", tmp_path / "azukari", ignore=shutil.ignore_patterns("test_*", "tests", "conftest.py")
    )
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    for place, forbidden in PLANTED.values():
        with (tmp_path / place).open("a", encoding="utf-8") as file:
            file.write(f"\nimport {forbidden}\n")
    lint = Path(sys.executable).parent / "lint-imports"
    told = subprocess.run([lint, "--no-cache"], cwd=tmp_path, capture_output=True, text=True, check=False)
    for id, contract in CONTRACTS.items():
        assert re.search(re.escape(contract["name"]) + r" BROKEN", told.stdout), f"{id} does not notice its import."
