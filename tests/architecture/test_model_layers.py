"""import-linter cannot see a string foreign key, so the models are walked against the same layers."""

import tomllib
from pathlib import Path

from django.apps import apps

_PYPROJECT = tomllib.loads((Path(__file__).parents[2] / "pyproject.toml").read_text("utf-8"))
_CONTRACTS = {contract["id"]: contract for contract in _PYPROJECT["tool"]["importlinter"]["contracts"]}
_LAYERS = [
    [package.strip().removeprefix("azukari.") for package in layer.split("|")]
    for layer in _CONTRACTS["layers"]["layers"]
]
LEVEL = {package: depth for depth, layer in enumerate(_LAYERS) for package in layer}


def _package(model):
    return next(name for name in LEVEL if model.__module__.startswith(f"azukari.{name}."))


def test_every_package_of_the_house_has_its_layer():
    house = Path(__file__).parents[2] / "azukari"
    packages = {path.parent.relative_to(house) for path in house.rglob("__init__.py")}
    tops = {".".join(path.parts) for path in packages if len(path.parts) == 1} - {"core", "shells", "features"}
    inside = {".".join(path.parts) for path in packages if len(path.parts) == 2 and path.parts[0] not in tops}
    assert tops | inside | {"slice", "both_languages"} == set(LEVEL)  # two are modules


def test_models_point_downward():
    ours = [model for model in apps.get_models() if model.__module__.startswith("azukari.")]
    assert ours
    upward = []
    for model in ours:
        for field in model._meta.get_fields():
            target = field.related_model if field.concrete and field.is_relation else None
            if target is None or not target.__module__.startswith("azukari."):
                continue
            source, aim = _package(model), _package(target)
            if source != aim and LEVEL[source] >= LEVEL[aim]:
                upward.append(f"{model._meta.label}.{field.name} -> {target._meta.label}")
    assert not upward
