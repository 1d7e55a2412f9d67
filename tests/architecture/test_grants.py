"""Which grants live, have ended or are to be settled is spelled once, in `core/consent/models.py`; everybody else asks
it by name (`Grant.objects.living(now)`), so that no page and no job has a rule of its own.
"""

import ast
import re

import pytest

from tests.architecture.sources import ROOT, trees

OWNER = "azukari/core/consent/models.py"
_CONDITION = r"settled_at__isnull|ends_at__\w+|begins_at__lte"
_LOOKUP = re.compile(rf"(?:(?P<through>.*)__)?(?:{_CONDITION})")
_SQL = re.compile(r"(?=.*\bconsent_grant\b).*\b(?:ends_at|settled_at)\b", re.DOTALL)

ALONE = {
    "azukari/core/vault/verify_erasure.py",  # tells whether an erasure did what it says, by no rule of those who erase
}
"""Files with SQL of their own about when grants end, each with its reason. None may spell a lookup."""


def _spelled(source: str, tree: ast.Module) -> list[int]:
    """The lines that spell such a condition about grants, or about rows whose model they do not name."""
    about_grants = re.search(r"\bGrant\b|\bgrants?__", source) is not None
    lines = [
        node.value.lineno for node in ast.walk(tree) if isinstance(node, ast.keyword) and _through_grants(node.arg)
    ]
    if about_grants:
        calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call) and not _of_another_model(node)]
        lines += [word.value.lineno for call in calls for word in call.keywords if _is_own(word.arg)]
        lines += [node.lineno for node in ast.walk(tree) if isinstance(node, ast.Constant) and _is_own(node.value)]
    return sorted(set(lines))


def _through_grants(name: str | None) -> bool:
    found = _LOOKUP.fullmatch(name or "")
    return bool(found) and (found["through"] or "").split("__")[-1] in ("grant", "grants")


def _is_own(name: object) -> bool:
    found = _LOOKUP.fullmatch(name) if isinstance(name, str) else None
    return found is not None and not found["through"]


def _of_another_model(call: ast.Call) -> bool:
    """Whether the chain that ends in this call begins with another model's manager, or another's related rows."""
    names: list[str] = []
    node: ast.expr = call
    while isinstance(node, ast.Call | ast.Attribute):
        names += [node.attr] if isinstance(node, ast.Attribute) else []
        node = node.func if isinstance(node, ast.Call) else node.value
    if not isinstance(node, ast.Name) or not names:
        return False
    if "objects" in names:
        return node.id != "Grant"
    return len(names) > 1 and node.id[0].islower() and names[-1] not in ("grants", "filter", "exclude")


def test_nobody_else_spells_which_grants_live():
    found = [
        f"{name}:{line}"
        for path, text, tree in trees(_CONDITION)
        if (name := path.relative_to(ROOT).as_posix()) != OWNER
        for line in _spelled(text, tree)
    ]
    assert not found, "Ask `GrantQuerySet` (azukari/core/consent/models.py), or give it a method with a name."


def test_nobody_else_spells_it_in_sql():
    found = {
        path.relative_to(ROOT).as_posix()
        for path, _, tree in trees(r"\bconsent_grant\b")
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and _SQL.search(node.value)
    }
    assert found == ALONE


@pytest.mark.parametrize(
    "line",
    [
        "Grant.objects.filter(ends_at__gt=now)",
        "Grant.objects.select_for_update().filter(purpose=p).exclude(ends_at__lte=now)",
        "Grant.objects.filter(Q(ends_at__isnull=True) | Q(ends_at__gt=now))",
        "found(Grant).filter(settled_at__isnull=True)",
        "rows.filter(begins_at__lte=now)  # of Grant",
        "person.grants.filter(ends_at__gt=now)  # Grant",
        "Person.objects.filter(grants__ends_at__gt=now)",
        "Grant.objects.filter(**{'ends_at__gt': now})",
    ],
)
def test_it_is_found_however_it_is_written(line):
    assert _spelled(line, ast.parse(line)) == [1]


@pytest.mark.parametrize(
    "line",
    [
        "Grant.objects.living(now).filter(purpose=p, ends_at=now)",
        "Merge.objects.filter(ends_at__gt=now)  # Grant",
        "agent.requests.filter(settled_at__isnull=True)  # Grant",
        "Grant.objects.filter(begins_at__gte=day)",
        "Asked.objects.filter(round__ends_at__gt=now)  # Grant",
    ],
)
def test_what_is_about_something_else_is_let_be(line):
    assert _spelled(line, ast.parse(line)) == []
