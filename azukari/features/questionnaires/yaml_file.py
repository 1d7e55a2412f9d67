"""Questionnaires as YAML files: read without anchors, aliases and tags, written for people to edit."""

from io import StringIO
from typing import Any

from ruamel.yaml import YAML

from azukari.features.questionnaires.document import write
from azukari.features.questionnaires.fault import DocumentError, Fault, both
from azukari.features.questionnaires.shape import Questionnaire
from azukari.policy import source
from azukari.policy.finding import PolicyError

MOST_BYTES = 1_000_000
_WIDTH = 140


def from_yaml(text: str) -> Any:
    """The plain values of a file of YAML or JSON.

    Raises:
        DocumentError: it is neither.
    """
    try:
        return _plain(source.read(text, file="questionnaire"))
    except PolicyError as error:
        raise DocumentError(
            *(
                Fault("", both(f"{at_ja}{finding.sentence['ja']}", f"{at_en}{finding.sentence['en']}"))
                for finding in error.findings
                for at_ja, at_en in [(f"{finding.line}行目：", f"Line {finding.line}: ") if finding.line else ("", "")]
            )
        ) from error


def to_yaml(questionnaire: Questionnaire) -> str:
    """The file that says the same."""
    dumper, out = YAML(), StringIO()
    dumper.allow_unicode, dumper.width = True, _WIDTH
    dumper.indent(mapping=2, sequence=4, offset=2)
    dumper.dump(write(questionnaire), out)
    return out.getvalue()


def _plain(node: source.Node) -> Any:
    match node:
        case source.Mapping(members=members):
            return {member.key: _plain(member.value) for member in members}
        case source.Sequence(items=items):
            return [_plain(item) for item in items]
        case source.Scalar(text=text, kind=kind):
            return _scalar(text, kind)


def _scalar(text: str, kind: str) -> Any:
    if kind == "null":
        return None
    if kind == "bool":
        return text.lower() == "true"
    try:
        return int(text) if kind == "int" else float(text) if kind == "float" else text
    except ValueError:  # 0x1F, 1_000: nobody writes so on purpose
        return text
