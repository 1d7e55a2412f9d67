"""Tables of a file of LimeSurvey: rows with the names of their columns, as XML; and codes as it wants them."""

from collections.abc import Mapping, Sequence
from xml.sax.saxutils import escape

from azukari.features.questionnaires.document_reader import LANGUAGES
from azukari.features.questionnaires.formats.names import code
from azukari.features.questionnaires.shape import OTHER, Option

VERSION = "640"
"""Of the database of LimeSurvey 6."""

ORDER = (
    "answers", "answer_l10ns", "groups", "group_l10ns", "questions", "subquestions", "question_l10ns",
    "question_attributes", "surveys", "surveys_languagesettings",
)  # fmt: skip


def codes_of(options: Sequence[Option], otherwise: str) -> Mapping[str, str]:
    """A code for each value, five signs at most."""
    found: dict[str, str] = {}
    for option in options:
        taken = set(found.values())
        found[option.value] = (
            OTHER if option.value == OTHER else code(option.value, taken, longest=5, otherwise=otherwise)
        )
    return found


def as_xml(tables: Mapping[str, Sequence[Mapping[str, object]]]) -> str:
    """The file."""
    parts = ['<?xml version="1.0" encoding="UTF-8"?>', "<document>"]
    parts += [" <LimeSurveyDocType>Survey</LimeSurveyDocType>", f" <DBVersion>{VERSION}</DBVersion>", " <languages>"]
    parts += [f"  <language>{lang}</language>" for lang in LANGUAGES]
    parts.append(" </languages>")
    for name, rows in tables.items():
        fields = list(dict.fromkeys(field for row in rows for field in row))
        if not rows:
            continue
        parts += [f" <{name}>", "  <fields>", *(f"   <fieldname>{field}</fieldname>" for field in fields)]
        parts += ["  </fields>", "  <rows>"]
        for row in rows:
            parts += [
                "   <row>",
                *(f"    <{key}>{escape(str(value))}</{key}>" for key, value in row.items()),
                "   </row>",
            ]
        parts += ["  </rows>", f" </{name}>"]
    return "\n".join([*parts, "</document>", ""])
