"""What a control finds or doubts is made by a `Sentence`: a bare English text could not be shown in Japanese."""

import ast

from tests.architecture.sources import ROOT, trees


def _bare(tree):
    """Lines on which a text that no `Sentence` made is yielded as a finding, or raised as a doubt."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef) and isinstance(node.returns, ast.Name) and node.returns.id == "Findings":
            yield from (
                inner.lineno
                for inner in ast.walk(node)
                if isinstance(inner, ast.Yield) and isinstance(inner.value, ast.Constant | ast.JoinedStr)
            )
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Unknown":
            yield from (arg.lineno for arg in node.args if isinstance(arg, ast.Constant | ast.JoinedStr))


def test_no_finding_and_no_doubt_is_a_bare_text():
    found = [
        f"{path.relative_to(ROOT)}:{line}"
        for path, _, tree in trees(r"\b(?:Findings|Unknown)\b")
        if "tests" not in path.relative_to(ROOT).parts
        for line in _bare(tree)
    ]
    assert found == []
