"""LimeSurvey's survey structure read (.lss, XML): tables of LimeSurvey 2 to 6 become a document.

Texts stand in the rows themselves up to version 3, in tables of their own (``..._l10ns``) since then.
"""

import re
from collections.abc import Mapping
from typing import Any
from xml.etree import ElementTree as ET

from azukari.features.questionnaires.formats.condition_in import Known, taken_condition
from azukari.features.questionnaires.formats.loss import FormatError, Imported, Losses, lose_type
from azukari.features.questionnaires.formats.lss_attributes import take_attributes
from azukari.features.questionnaires.formats.lss_types import FIXED, SEVERAL, TYPES, Options, is_scale
from azukari.features.questionnaires.formats.names import noted_name, our_name
from azukari.features.questionnaires.formats.words import in_both, lang_of, piped, plain, told_missing
from azukari.features.questionnaires.logic.tree import Name

type Row = Mapping[str, str]

_PIPED = re.compile(r"\{(\w+)(?:\.shown|\.NAOK)*\}")


def from_lss(raw: bytes, *, slug: str) -> Imported:
    """The document that the file describes.

    Raises:
        FormatError: it is no such file.
    """
    if b"<!DOCTYPE" in raw or b"<!ENTITY" in raw:
        raise _not_lss()
    try:
        root = ET.fromstring(raw)  # noqa: S314 - without a document type there are no entities, and a child reads it
    except ET.ParseError as error:
        raise _not_lss() from error
    if root.findtext("LimeSurveyDocType") != "Survey":
        raise _not_lss()
    return _Taking(root).document(slug)


def _not_lss() -> FormatError:
    return FormatError(
        "LimeSurveyのアンケート構造(.lss)ではありません。LimeSurveyの「エクスポート」から書き出してください。",
        "This is no survey structure of LimeSurvey (.lss). Export one there under Display/Export.",
    )


class _Taking:
    def __init__(self, root: ET.Element) -> None:
        self.losses, self.missing, self.others = Losses(), set[str](), set[str]()
        self.tables = {
            table.tag: [{cell.tag: (cell.text or "").strip() for cell in row} for row in table.findall("./rows/row")]
            for table in root
        }
        self.taken: set[str] = set()
        self.known: dict[str, Known] = {}
        self.others_called: dict[str, dict[str, str]] = {}
        self.attributes: dict[str, dict[str, str]] = {}
        for row in self.tables.get("question_attributes", ()):
            lang = lang_of(row.get("language", ""))
            if row.get("value") and row.get("attribute") == "other_replace_text" and lang:
                self.others_called.setdefault(row.get("qid", ""), {})[lang] = plain(row["value"])
            elif row.get("value"):
                self.attributes.setdefault(row.get("qid", ""), {})[row.get("attribute", "")] = row["value"]

    def rows(self, table: str) -> list[dict[str, str]]:
        return self.tables.get(table, [])

    def once(self, table: str, key: str, order: str) -> list[Row]:
        """The rows of a table, one for each key: older files have one for each language."""
        found: dict[str, Row] = {}
        for row in self.rows(table):
            found.setdefault(row.get(key, ""), row)
        return sorted(found.values(), key=lambda row: _number(row.get(order, "")))

    def said(self, tables: tuple[str, ...], key: str, id: str, column: str) -> dict[str, str]:
        found: dict[str, str] = {}
        for table in tables:
            for row in self.rows(table):
                if row.get(key) == id and row.get(column):
                    lang = lang_of(row.get("language", "en"))
                    if lang:
                        found.setdefault(lang, plain(row[column]))
                    else:
                        self.others.add(row.get("language", ""))
        return found

    def text(self, tables: tuple[str, ...], key: str, id: str, column: str, otherwise: str = "–") -> dict[str, str]:
        return in_both(self.said(tables, key, id, column), self.missing, otherwise=otherwise)

    def condition(self, source: str, place: str) -> str:
        return taken_condition(source, place, self.known, self.losses)

    def document(self, slug: str) -> Imported:
        pages: list[dict[str, Any]] = []
        questions = [
            row for row in self.once("questions", "qid", "question_order") if row.get("parent_qid", "0") in {"0", ""}
        ]
        for group in self.once("groups", "gid", "group_order"):
            name = our_name(f"page-{len(pages) + 1}", {page["slug"] for page in pages}, otherwise="page", hyphens=True)
            page: dict[str, Any] = {"slug": name, "questions": []}
            title = self.said(("group_l10ns", "groups"), "gid", group.get("gid", ""), "group_name")
            if title and not all(words.isdigit() for words in title.values()):
                page["title"] = in_both(title, self.missing)
            if condition := self.condition(group.get("grelevance", ""), name):
                page["show_if"] = condition
            own = [row for row in questions if row.get("gid") == group.get("gid")]
            page["random"] = any(self.attributes.get(row.get("qid", ""), {}).get("random_group") for row in own)
            for row in own:
                self.question(row, page)
            pages += [page] if page["questions"] else []
        survey = ("surveys_languagesettings",)
        id = next(iter(self.rows("surveys_languagesettings")), {}).get("surveyls_survey_id", "")
        for row in self.rows("surveys_languagesettings"):
            row["language"] = row.get("surveyls_language", "")
        document: dict[str, Any] = {"slug": slug, "linked": False, "pages": pages}
        document["title"] = self.text(survey, "surveyls_survey_id", id, "surveyls_title", slug)
        for ours, theirs in (("lead", "surveyls_welcometext"), ("thanks", "surveyls_endtext")):
            if words := self.said(survey, "surveyls_survey_id", id, theirs):
                document[ours] = in_both(words, self.missing)
        for table in ("quota", "assessments", "conditions", "defaultvalues"):
            if self.rows(table):
                self.losses.add("", f"「{table}」の表は取り込めません。", f"The table “{table}” is not taken in.")
        told_missing(self.missing, self.others, self.losses)
        return Imported(document, self.losses.found)

    def question(self, row: Row, page: dict[str, Any]) -> None:
        qid, kind, title = row.get("qid", ""), row.get("type", ""), row.get("title", "")
        if kind in SEVERAL:
            for part in self.parts(qid):
                label = self.text(
                    ("question_l10ns", "subquestions", "questions"), "qid", part.get("qid", ""), "question"
                )
                made = self.new(f"{title}_{part.get('title', '')}", SEVERAL[kind], label, row)
                page["questions"].append(made)
            self.losses.add(
                title, "項目ごとに一つの質問になります。", "Each of its lines becomes a question of its own."
            )
            return
        type = TYPES.get(kind)
        if type is None:
            lose_type(self.losses, title, kind)
            return
        label = self.text(("question_l10ns", "questions"), "qid", qid, "question")
        made = self.new(title, type, label, row)
        if hint := self.said(("question_l10ns", "questions"), "qid", qid, "help"):
            made["hint"] = in_both(hint, self.missing)
        if kind in "OP":
            self.losses.add(
                made["id"], "選択肢の脇のコメント欄は残りません。", "Comments beside its options stay behind."
            )
        self.fill(made, row, kind)
        page["questions"].append(made)

    def new(self, title: str, type: str, label: Mapping[str, str], row: Row) -> dict[str, Any]:
        id = noted_name(title, self.taken, self.losses)
        made: dict[str, Any] = {"id": id, "type": type, "label": piped(label, _PIPED, self.known)}
        if row.get("mandatory") in {"Y", "S"} and type != "text":
            made["required"] = True
        if condition := self.condition(row.get("relevance", ""), id):
            made["show_if"] = condition
        self.known[title] = Known(Name(id), {}, "number" if type in {"number", "scale"} else "text")
        return made

    def parts(self, qid: str) -> list[Row]:
        found = [row for row in self.once("subquestions", "qid", "question_order") if row.get("parent_qid") == qid]
        return found or [row for row in self.once("questions", "qid", "question_order") if row.get("parent_qid") == qid]

    def fill(self, made: dict[str, Any], row: Row, kind: str) -> None:
        qid, title, type = row.get("qid", ""), row.get("title", ""), made["type"]
        if type in {"single", "ranking", "matrix"}:
            made["options"], values = self.options(FIXED.get(kind) or self.answers(qid))
            self.known[title] = Known(Name(made["id"]), values, "text")
        if type == "single" and is_scale(made["options"]) and row.get("other") != "Y":
            low, high = (int(made["options"][at]["value"]) for at in (0, -1))
            made |= {"type": "nps"} if (low, high) == (0, 10) else {"type": "scale", "least": low, "most": high}
            del made["options"]
            self.known[title] = Known(Name(made["id"]), {}, "number")
        if type in {"multiple", "matrix"}:
            parts = self.parts(qid)
            label = ("question_l10ns", "subquestions", "questions")
            found = [(p.get("title", ""), self.text(label, "qid", p.get("qid", ""), "question")) for p in parts]
            several, values = self.options(found)
            made["rows" if type == "matrix" else "options"] = several
            for code, value in values.items():
                there, options = Name(made["id"], value), self.known[title].values
                known = (
                    Known(there, options, "text") if type == "matrix" else Known(Name(made["id"]), {}, "several", value)
                )
                self.known[f"{title}_{code}"] = known
        if row.get("other") == "Y" and type in {"single", "multiple"} and "options" in made:
            made["options"].append({"value": "other", "label": {"ja": "その他", "en": "Other"}})
            if called := self.others_called.get(qid):
                made["options"][-1]["label"] = in_both(called, self.missing)
            self.known[f"{title}_other"] = Known(Name(made["id"], "other"), {}, "text")
        take_attributes(made, self.attributes.get(qid, {}), self.losses)

    def answers(self, qid: str) -> Options:
        found = [row for row in self.rows("answers") if row.get("qid") == qid and row.get("scale_id", "0") == "0"]
        found.sort(key=lambda row: _number(row.get("sortorder", "")))
        codes: dict[str, Mapping[str, str]] = {}
        for row in found:
            code, aid = row.get("code", ""), row.get("aid", "")
            if code in codes:
                continue
            said = self.said(("answer_l10ns",), "aid", aid, "answer") if aid else {}
            own = [r for table in ("answer_l10ns", "answers") for r in self.rows(table)]
            for other in [] if said else [r for r in own if (r.get("qid"), r.get("code")) == (qid, code)]:
                if other.get("answer") and (lang := lang_of(other.get("language", "en"))):
                    said.setdefault(lang, plain(other["answer"]))
            codes[code] = in_both(said, self.missing, otherwise=code)
        return list(codes.items())

    def options(self, found: Options) -> tuple[list[dict[str, Any]], dict[str, str]]:
        values: dict[str, str] = {}
        made = []
        for code, label in found:
            values[code] = our_name(code, set(values.values()), otherwise="option", hyphens=True)
            made.append({"value": values[code], "label": label})
        return made, values


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() else 0
