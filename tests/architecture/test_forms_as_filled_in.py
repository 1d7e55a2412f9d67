"""What a form asks is derived from the policy in one place: `Current.form`, and of a draft, in its preview."""

import ast

from tests.architecture.sources import ROOT, trees

DERIVE = {
    "azukari/core/policy_versions/current.py",
    "azukari/features/policy/preview.py",  # of the draft, which is no charter yet
}


def _names(tree: ast.Module) -> set[str]:
    """What a file imports, and what it calls by a module's name."""
    return {
        name
        for node in ast.walk(tree)
        for name in (
            [alias.name for alias in node.names]
            if isinstance(node, ast.ImportFrom)
            else [node.attr]
            if isinstance(node, ast.Attribute)
            else []
        )
    }


def test_nobody_else_puts_the_questions_into_a_form():
    files = trees("with_questions")
    found = {path.relative_to(ROOT).as_posix() for path, _, tree in files if "with_questions" in _names(tree)}
    assert found == DERIVE
