"""OSCAL: the four documents hold together; compliance-trestle, in an environment of its own, accepts them.

It is installed once into ``.cache/trestle`` and never into the environment of the program.
"""

import json
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from azukari.features.rules.laws import packs
from azukari.features.rules.oscal import documents
from azukari.policy.parse import STARTER, load
from azukari.policy.ruleset import RuleStanding
from tests.cast import NOW

pytestmark = pytest.mark.django_db
VERSION = "5.2.0"
CACHE = Path(__file__).parents[4] / ".cache" / "trestle"
DAY = date(2026, 11, 27)
_CHECK = """
import sys
from trestle.oscal.assessment_results import AssessmentResults
from trestle.oscal.catalog import Catalog
from trestle.oscal.component import ComponentDefinition
from trestle.oscal.poam import PlanOfActionAndMilestones
from trestle.core.validator_factory import validator_factory
from pathlib import Path
KINDS = {"catalog": Catalog, "component-definition": ComponentDefinition, "assessment-results": AssessmentResults,
         "plan-of-action-and-milestones": PlanOfActionAndMilestones}
for name, kind in KINDS.items():
    file = Path(sys.argv[1], name + ".json")
    found = kind.oscal_read(file)
    assert found is not None, name
    for validator in validator_factory.get_all():
        assert validator.model_is_valid(found, False, file.parent), (name, type(validator).__name__)
print("accepted")
"""


def _written() -> dict[str, dict]:
    return dict(documents(load(STARTER), day=DAY, now=NOW))


def test_a_requirement_names_a_control_of_the_catalog_and_each_gap_is_an_item():
    found = _written()
    ids = [control["id"] for group in found["catalog.json"]["catalog"]["groups"] for control in group["controls"]]
    assert len(ids) == len({*ids}) == sum(len(pack.rows) for pack in packs().values())
    [component] = found["component-definition.json"]["component-definition"]["components"]
    named = [
        requirement["control-id"]
        for implementation in component["control-implementations"]
        for requirement in implementation["implemented-requirements"]
    ]
    assert {*named} <= {*ids}
    items = found["plan-of-action-and-milestones.json"]["plan-of-action-and-milestones"]["poam-items"]
    assert len(items) == sum(len(pack.at(DAY, standing=RuleStanding.GAP)) for pack in packs().values()) > 0


def test_the_same_content_has_the_same_identifiers():
    assert _written() == _written()


def _trestle() -> Path:
    """Python of the environment in which compliance-trestle lives; made where there is none."""
    python = CACHE / VERSION / "bin" / "python"
    if not (CACHE / VERSION / "ready").exists():
        for command in (
            [sys.executable, "-m", "venv", str(CACHE / VERSION)],
            [str(python), "-m", "pip", "install", "--quiet", f"compliance-trestle=={VERSION}"],
        ):
            done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - our own words
            if done.returncode:
                pytest.fail(f"compliance-trestle cannot be installed, so OSCAL was NOT validated: {done.stderr[-400:]}")
        (CACHE / VERSION / "ready").touch()
    return python


@pytest.mark.timeout(300)
def test_compliance_trestle_accepts_all_four_and_refuses_a_broken_one(tmp_path: Path):
    python = _trestle()
    for name, document in _written().items():
        (tmp_path / name).write_text(json.dumps(document), "utf-8")
    command = [str(python), "-c", _CHECK, str(tmp_path)]
    said = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - our own words
    assert said.stdout.strip() == "accepted", said.stderr[-2000:]
    plan = "plan-of-action-and-milestones"
    for name, spoil in (
        ("catalog", lambda whole: whole.update(uuid="no uuid")),
        (plan, lambda whole: whole["poam-items"][1].update(uuid=whole["poam-items"][0]["uuid"])),
    ):
        whole = (tmp_path / f"{name}.json").read_text("utf-8")
        broken = json.loads(whole)
        spoil(broken[name])
        (tmp_path / f"{name}.json").write_text(json.dumps(broken), "utf-8")
        said = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - our own words
        assert "accepted" not in said.stdout, name
        (tmp_path / f"{name}.json").write_text(whole, "utf-8")
