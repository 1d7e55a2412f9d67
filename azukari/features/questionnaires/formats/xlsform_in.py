"""XLSForm read: the sheets survey, choices and settings become a document; what we have no word for is listed."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from azukari.features.questionnaires.formats.condition_in import Known, taken_condition
from azukari.features.questionnaires.formats.loss import FormatError, Imported, Losses, lose_type
from azukari.features.questionnaires.formats.names import noted_name, our_name
from azukari.features.questionnaires.formats.words import Words, piped
from azukari.features.questionnaires.formats.xlsform_out import LEAD, THANKS
from azukari.features.questionnaires.logic.tree import Name

type Row = Mapping[str, str]
type Sheets = Mapping[str, Sequence[Row]]

_PLAIN = {"integer": "number", "decimal": "number", "date": "date", "text": "short_text", "note": "text"}
_QUIET = {"start", "end", "today", "deviceid", "username", "phonenumber", "email", "audit", "simserial", "subscriberid"}
_ALONE = re.compile(r"not\(\s*selected\(\s*\.\s*,\s*'([^']+)'\s*\)\s+and\s+count-selected\(\.\)\s*>\s*1\s*\)")
_BOUND = re.compile(r"(\.|count-selected\(\.\)|string-length\(\.\))\s*(>=|<=)\s*(-?\d+)")
_PIPED = re.compile(r"\$\{([\w.-]+)\}")
_PARAMETER = re.compile(r"(?<!\w)(\w++)\s*=\s*([^\s,;]+)")


def _is_required(row: Row) -> bool:
    return row.get("required", "").lower() in {"yes", "true", "true()", "1"}


class _Taking:
    def __init__(self, sheets: Sheets) -> None:
        self.losses, self.words = Losses(), Words(sheets)
        self.lists: dict[str, list[Row]] = {}
        for row in sheets.get("choices", ()):
            self.lists.setdefault(row.get("list_name", row.get("list name", "")), []).append(row)
        self.pages: list[dict[str, Any]] = []
        self.known: dict[str, Known] = {}
        self.taken: set[str] = set()
        self.lead: Mapping[str, str] | None = None
        self.thanks: Mapping[str, str] | None = None
        self.matrix: dict[str, Any] | None = None
        self.depth: list[str] = []

    def page(self, row: Row | None = None) -> dict[str, Any]:
        """A new page, for a group or for what stands outside of any."""
        name = row.get("name", "") if row else ""
        slug = our_name(name.removeprefix("page_"), {p["slug"] for p in self.pages}, otherwise="page", hyphens=True)
        made: dict[str, Any] = {"slug": slug, "questions": []}
        if row and self.words.has(row, "label"):
            made["title"] = self.words.text(row, "label")
        if row and (condition := self.condition(row, slug)):
            made["show_if"] = condition
        self.pages.append(made)
        return made

    def condition(self, row: Row, place: str) -> str:
        source = row.get("relevant", row.get("relevance", ""))
        return taken_condition(source, place, self.known, self.losses)

    def row(self, row: Row) -> None:
        kind, name = " ".join(row.get("type", "").split()), row.get("name", "")
        word = kind.split(" ")[0]
        if not kind or kind in _QUIET:
            return
        if kind in {"begin_group", "begin group"}:
            self.begin(row)
        elif kind in {"end_group", "end group"}:
            self.end()
        elif name in {LEAD, THANKS} and kind == "note":
            said = self.words.text(row, "label")
            self.lead, self.thanks = (said, self.thanks) if name == LEAD else (self.lead, said)
        elif self.matrix is not None and word == "select_one":
            self.line(row, kind.split(" ")[1] if " " in kind else "")
        elif self.other_of(row, kind):
            return
        elif word in {"select_one", "select_multiple", "rank"} and " " in kind:
            self.choice(row, word, kind.split(" ")[1], or_other=kind.endswith(" or_other"))
        elif word in _PLAIN or word == "range":
            self.plain(row, word)
        else:
            lose_type(self.losses, name, kind)

    def begin(self, row: Row) -> None:
        self.depth.append(row.get("name", ""))
        if "table-list" in row.get("appearance", ""):
            self.matrix = self.question(row, "matrix", {"rows": [], "options": []})
        elif len(self.depth) > 1:
            self.losses.add(
                row.get("name", ""),
                "グループの中のグループは、一つのページになります。",
                "A group within a group becomes a page.",
            )
            self.page(row)
        else:
            self.page(row)

    def end(self) -> None:
        if self.depth:
            self.depth.pop()
        if self.matrix is None and not self.depth:
            self.pages.append({"slug": "", "questions": []})  # what follows stands on a page of its own
        self.matrix = None

    def question(self, row: Row, type: str, more: Mapping[str, Any]) -> dict[str, Any]:
        name = row.get("name", "")
        id = noted_name(name, self.taken, self.losses)
        made: dict[str, Any] = {"id": id, "type": type, "label": self.words.text(row, "label", id)}
        if self.words.has(row, "hint"):
            made["hint"] = self.words.text(row, "hint")
        if _is_required(row) and type != "text":
            made["required"] = True
        if condition := self.condition(row, id):
            made["show_if"] = condition
        made |= more
        here = self.pages[-1] if self.pages and self.pages[-1]["slug"] else self.fresh()
        here["questions"].append(made)
        kind = "several" if type == "multiple" else "number" if type in {"number", "scale", "nps"} else "text"
        values = {option["code"]: option["value"] for option in more.get("options", ())}
        self.known[name] = Known(Name(id), values, kind)
        for column in ("calculation", "repeat_count", "choice_filter", "default", "media::image"):
            if row.get(column):
                self.losses.add(id, f"「{column}」は取り込めません。", f"“{column}” is not taken in.")
        return made

    def fresh(self) -> dict[str, Any]:
        if self.pages and not self.pages[-1]["slug"]:
            self.pages.pop()
        return self.page()

    def options(self, name: str, place: str) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = []
        for row in self.lists.get(name, ()):
            code = row.get("name", row.get("value", ""))
            value = our_name(code, {each["value"] for each in found}, otherwise="option", hyphens=True)
            found.append({"code": code, "value": value, "label": self.words.text(row, "label", code or value)})
        if not found:
            self.losses.add(place, f"選択肢の一覧「{name}」がありません。", f"There is no list of choices “{name}”.")
        return found

    def choice(self, row: Row, word: str, name: str, *, or_other: bool) -> None:
        type = {"select_one": "single", "select_multiple": "multiple", "rank": "ranking"}[word]
        options = self.options(name, row.get("name", ""))
        if or_other:
            options.append({"code": "other", "value": "other", "label": {"ja": "その他", "en": "Other"}})
        more: dict[str, Any] = {"options": options}
        if dict(_PARAMETER.findall(row.get("parameters", ""))).get("randomize") == "true":
            more["random"] = True
        made = self.question(row, type, more)
        self.limits(row, made)

    def plain(self, row: Row, word: str) -> None:
        more: dict[str, Any] = {}
        type = _PLAIN.get(word, "")
        if word == "range":
            given = dict(_PARAMETER.findall(row.get("parameters", "")))
            low, high = (int(given.get(end, usual)) if given.get(end, usual).isdigit() else 0
                         for end, usual in (("start", "0"), ("end", "10")))  # fmt: skip
            type = "nps" if (low, high) == (0, 10) else "scale" if high - low <= 10 else "number"
            more = {} if type == "nps" else {"least": low, "most": high}
        elif "multiline" in row.get("appearance", ""):
            type = "long_text"
        if word == "decimal":
            more["whole"] = False
        self.limits(row, self.question(row, type, more))

    def limits(self, row: Row, made: dict[str, Any]) -> None:
        left = row.get("constraint", "")
        for value in _ALONE.findall(left):
            for option in made.get("options", ()):
                option["exclusive"] = option.get("exclusive", False) or option["code"] == value
        left = _ALONE.sub("", left)
        for what, sign, number in _BOUND.findall(left):
            if what.startswith("string"):
                made["longest"] = int(number)
            else:
                made["least" if sign == ">=" else "most"] = int(number)
        if {*_BOUND.sub(" ", left).split()} - {"and"}:
            source = row["constraint"]
            self.losses.add(
                made["id"], f"検査「{source}」は取り込めません。", f"The check “{source}” is not taken in whole."
            )

    def line(self, row: Row, list_name: str) -> None:
        matrix = self.matrix or {}
        if not matrix["options"]:
            matrix["options"] = self.options(list_name, matrix["id"])
            matrix["list"] = list_name
        elif matrix.get("list") != list_name:
            self.losses.add(
                row.get("name", ""), "行ごとに違う選択肢は持てません。", "Lines cannot differ in their options."
            )
        name, taken = row.get("name", ""), {each["value"] for each in matrix["rows"]}
        value = our_name(name.removeprefix(f"{matrix['id']}_"), taken, otherwise="line", hyphens=True)
        matrix["rows"].append({"value": value, "label": self.words.text(row, "label", value)})
        if _is_required(row):
            matrix["required"] = True
        values = {option["code"]: option["value"] for option in matrix["options"]}
        self.known[name] = Known(Name(matrix["id"], value), values, "text")

    def other_of(self, row: Row, kind: str) -> bool:
        """Whether it is the line beside an option "other", which belongs to that option here."""
        found = re.fullmatch(r"selected\(\$\{([\w.-]+)\}, 'other'\)", row.get("relevant", ""))
        if kind != "text" or not found or row.get("name") != f"{found.group(1)}_other":
            return False
        of = self.known.get(found.group(1))
        if of is None or "other" not in of.values.values():
            return False
        self.known[row["name"]] = Known(Name(of.name.id, "other"), {}, "text")
        return True


def from_sheets(sheets: Sheets, *, slug: str) -> Imported:
    """The document that the sheets describe.

    Raises:
        FormatError: there is no sheet "survey" with types and names.
    """
    rows = sheets.get("survey", ())
    if not any(row.get("type") for row in rows):
        raise FormatError(
            "XLSFormではありません。「survey」というシートに type と name の列が要ります。",
            "This is no XLSForm: it needs a sheet “survey” with the columns type and name.",
        )
    taking = _Taking(sheets)
    for row in rows:
        taking.row(row)
    pages = [page for page in taking.pages if page["questions"]]
    for page in pages:
        for question in page["questions"]:
            question.pop("list", None)
            question |= {
                part: piped(question[part], _PIPED, taking.known) for part in ("label", "hint") if part in question
            }
            for option in question.get("options", ()):
                option.pop("code", None)
    settings = next(iter(sheets.get("settings", ())), {})
    document: dict[str, Any] = {"slug": slug, "title": taking.words.text(settings, "form_title", slug), "linked": False}
    document |= {"lead": taking.lead} if taking.lead else {}
    document |= {"thanks": taking.thanks} if taking.thanks else {}
    document["pages"] = pages
    taking.words.told(taking.losses)
    return Imported(document, taking.losses.found)
