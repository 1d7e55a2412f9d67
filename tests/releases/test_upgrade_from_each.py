"""Every release can be upgraded to this program: what was kept of it opens, its ledger holds, its people are there."""

import json

import pytest

from azukari.lib.version import version
from tests.releases import kept, make
from tests.releases.advisories import locked

_OPENED = """
from azukari.core.policy_versions.current import current
from azukari.policy.uses import uses_of
from azukari.core.vault.inspect import orphans
from azukari.core.vault.models import SealedValue
print(",".join(f"{slug}={'+'.join(sorted(uses_of(current().policy, slug)))}" for slug in ("feedback", "membership")))
print(SealedValue.objects.count(), [one.code for one in orphans(timezone.now())])
"""


@pytest.fixture(scope="module")
def fresh(tmp_path_factory):
    """An instance that this program has made."""
    made = kept._program(tmp_path_factory.mktemp("fresh") / "instance", kept.URL)
    made.azukari("init", str(made.root), "--fictional", "--base-url", kept.URL)
    return made


@pytest.mark.parametrize("file", kept.releases(), ids=lambda file: file.name.removesuffix(".tar.xz"))
def test_nothing_is_lost_on_the_way_neither_rows_nor_guards(file, tmp_path, fresh):
    """On SQLite a table that is altered is made anew, and its triggers with it, or they are gone."""
    program = kept.unpacked(file, tmp_path)
    _triggers, before = kept.tables_of(program)
    program.azukari("upgrade")
    triggers, after = kept.tables_of(program)
    assert triggers == kept.tables_of(fresh)[0]
    assert len(triggers) > 40
    own = {name: count for name, count in before.items() if name in after and name not in kept.GROWING}
    assert {name: after[name] for name in own} == own
    assert len(own) > 100


@pytest.mark.parametrize("file", kept.releases(), ids=lambda file: file.name.removesuffix(".tar.xz"))
def test_a_kept_instance_is_brought_up_and_everything_in_it_opens(file, tmp_path):
    program = kept.unpacked(file, tmp_path)
    program.azukari("upgrade")
    assert program.azukari("ledger", "verify").returncode == 0
    uses, opened = program.python(_OPENED).strip().splitlines()
    assert uses == "feedback=answer,membership=administer+invite", "What the forms were for, under an older policy too."
    count, codes = opened.split(" ", 1)
    assert int(count) > 20
    assert codes == "[]"
    controls = {one["control"]: one for one in json.loads(program.azukari("doctor", "--json", check=False).stdout)}
    for name in ("keys", "migrations", "charter", "ledger", "vault-orphans", "owners"):
        assert controls[name]["findings"] == [], name
    program.start()
    assert program.stop() == 0


def test_the_list_of_what_a_release_is_made_of_names_every_library(tmp_path):
    make.sbom(tmp_path / "sbom.json")
    found = json.loads((tmp_path / "sbom.json").read_text("utf-8"))
    assert {one["name"]: one["version"] for one in found["components"]} == {**locked()}
    assert (found["metadata"]["component"]["name"], found["metadata"]["component"]["version"]) == ("azukari", version())
    assert len(locked()) > 40


def test_a_release_under_another_name_is_refused():
    assert "pyproject.toml says" in make.trouble("99.0.0")
