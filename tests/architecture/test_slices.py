"""The manifests of the slices, and the walls between them."""

from dataclasses import fields
from pathlib import Path

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

from azukari.site.slices import NAMES, slices
from azukari.slice import Slice
from tests.one_slice import imports

HOUSE = Path(__file__).parents[2] / "azukari"
FEATURES = HOUSE / "features"


def _modules(package: str) -> list[Path]:
    return [
        path
        for path in (HOUSE / package.replace(".", "/")).rglob("*.py")
        if not path.name.startswith(("test_", "conftest"))
        and not {"migrations", "tests"} & {*path.parts[len(HOUSE.parts) :]}
    ]


def test_each_package_that_has_a_manifest_is_listed_and_called_what_it_is():
    found = {".".join(path.parent.relative_to(FEATURES).parts) for path in FEATURES.rglob("slice.py")}
    assert found == set(NAMES)
    assert [each.name for each in slices()] == list(NAMES)


SHELLS = ("shells/staff", "shells/self_service", "shells/api", "shells/worker", "slice")


@pytest.mark.parametrize("shell", SHELLS)
def test_a_shell_knows_no_slice(shell: str):
    files = _modules(shell) if (HOUSE / shell).is_dir() else [HOUSE / f"{shell}.py"]
    of_slices = tuple(f"azukari.features.{name}." for name in NAMES)
    found = {name for path in files for name in imports(path) if name.startswith(of_slices)}
    assert not {name for name in found if not name.startswith("azukari.shells.self_service.fold")}


def _views(patterns: list[URLPattern | URLResolver], prefix: str = "") -> list[tuple[str, str]]:
    found = []
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            found += _views(pattern.url_patterns, prefix + str(pattern.pattern))
        else:
            found.append((prefix + str(pattern.pattern), pattern.callback.__module__))
    return found


def test_each_address_of_a_slice_is_one_that_its_manifest_mounts():
    """A view of a slice is reached by the urls that the manifest names, and by no list of anybody else's."""
    mounted = {each.name: each.routes.modules for each in slices()}
    for each in slices():
        mounted[each.name] |= {page.name for page in each.count_pages}
    for address, module in _views(get_resolver().url_patterns):
        owner = next((name for name in NAMES if module.startswith(f"azukari.features.{name}.")), None)
        assert owner is None or mounted[owner], f"{address} is a page of {owner}, whose manifest mounts none."


def test_the_manifest_stays_small():
    assert len(fields(Slice)) <= 20, "Join what is alike: a section has a place, a page or a mail its kind."
