"""Qualtrics' survey file read (.qsf, JSON): blocks become pages; branches and display logic are listed.

There is no published description; what is read here is what exported files have in common.
"""

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Any

from azukari.features.questionnaires.formats.loss import FormatError, Imported, Losses, lose_type
from azukari.features.questionnaires.formats.names import noted_name, our_name
from azukari.features.questionnaires.formats.words import in_both, lang_of, plain, told_missing

type Json = Mapping[str, Any]

_LOST = {
    "DisplayLogic": ("表示の条件", "the display logic"),
    "InPageDisplayLogic": ("表示の条件", "the display logic"),
    "SkipLogic": ("飛び先", "the skip logic"),
    "DynamicChoices": ("引き継ぐ選択肢", "choices carried forward"),
    "QuestionJS": ("JavaScript", "its JavaScript"),
}


def from_qsf(data: object, *, slug: str) -> Imported:
    """The document that the file describes.

    Raises:
        FormatError: it is no such file.
    """
    plain = _dict(data)
    elements = [_dict(each) for each in _list(plain.get("SurveyElements"))]
    if not elements:
        raise FormatError(
            "Qualtricsのアンケート(.qsf)ではありません。",
            "This is no survey of Qualtrics (.qsf): it has no SurveyElements.",
        )
    return _Taking(_dict(plain.get("SurveyEntry")), elements).document(slug)


class _Taking:
    def __init__(self, entry: Json, elements: list[Json]) -> None:
        self.losses, self.missing, self.taken = Losses(), set[str](), set[str]()
        self.entry, self.elements = entry, elements
        self.lang = lang_of(str(entry.get("SurveyLanguage", "EN"))) or "en"
        questions = (each for each in elements if each.get("Element") == "SQ")
        self.questions = {str(each.get("PrimaryAttribute")): _dict(each.get("Payload")) for each in questions}

    def document(self, slug: str) -> Imported:
        pages = [page for block in self.blocks() for page in self.pages(block)]
        for number, page in enumerate(pages, start=1):
            page["slug"] = f"page-{number}"
        for element in self.elements:
            if element.get("Element") in {"QO", "TR"}:
                self.losses.add("", "割り当てと通知は取り込めません。", "Quotas and triggers are not taken in.")
        if any("Branch" in str(each.get("Payload")) for each in self.elements if each.get("Element") == "FL"):
            self.losses.add("", "分岐は取り込めません。", "Branches of the survey flow are not taken in.")
        title = in_both({self.lang: str(self.entry.get("SurveyName") or slug)}, self.missing)
        told_missing(self.missing, (), self.losses)
        return Imported({"slug": slug, "title": title, "linked": False, "pages": pages}, self.losses.found)

    def blocks(self) -> Iterator[Json]:
        for element in self.elements:
            if element.get("Element") == "BL":
                payload = element.get("Payload")
                found = payload.values() if isinstance(payload, Mapping) else _list(payload)
                yield from (block for each in found if (block := _dict(each)).get("Type") != "Trash")

    def pages(self, block: Json) -> list[dict[str, Any]]:
        pages: list[dict[str, Any]] = [{"slug": "", "questions": []}]
        for each in _list(block.get("BlockElements")):
            element = _dict(each)
            if element.get("Type") == "Page Break":
                pages.append({"slug": "", "questions": []})
            payload = self.questions.get(str(element.get("QuestionID")))
            made = self.question(payload) if payload else None
            if made:
                pages[-1]["questions"].append(made)
        if _dict(block.get("Options")).get("RandomizeQuestions") not in {None, "false", False}:
            for page in pages:
                page["random"] = True
        return [page for page in pages if page["questions"]]

    def question(self, q: Json) -> dict[str, Any] | None:
        tag = str(q.get("DataExportTag") or q.get("QuestionID") or "")
        kind, selector = str(q.get("QuestionType")), str(q.get("Selector"))
        read = _READERS.get(kind)
        more = read(self, q, selector) if read else None
        if more is None:
            lose_type(self.losses, tag, f"{kind} {selector}")
            return None
        id = noted_name(tag, self.taken, self.losses)
        settings = _dict(_dict(q.get("Validation")).get("Settings"))
        made: dict[str, Any] = {"id": id, "label": self.words(q, "QuestionText"), **more}
        if settings.get("ForceResponse") == "ON" and more["type"] != "text":
            made["required"] = True
        if _dict(q.get("Randomization")).get("Type") == "All" and more["type"] != "text":
            made["random"] = True
        for name, (ja, en) in _LOST.items():
            if q.get(name):
                self.losses.add(id, f"{ja}は取り込めません。", f"Not taken in: {en}.")
        return made

    def words(self, q: Json, part: str) -> dict[str, str]:
        return self.said(q, q.get(part), lambda words: words.get(part), otherwise="–")

    def said(self, q: Json, own: object, of: Callable[[Json], object], *, otherwise: str) -> dict[str, str]:
        """Words of a question, and what stands for them among its words in other languages."""
        said = {self.lang: plain(own)}
        for code, there in _dict(q.get("Language")).items():
            if lang := lang_of(str(code)):
                said.setdefault(lang, plain(of(_dict(there))))
        return in_both(said, self.missing, otherwise=otherwise)

    def options(self, q: Json, part: str, order: str) -> list[dict[str, Any]]:
        """Options in their order; the value is what is exported, or the number."""
        found, offered = [], q.get(part)
        known = _dict(dict(enumerate(offered, 1)) if isinstance(offered, list) else offered)
        known = {str(key): value for key, value in known.items()}
        wanted = [str(key) for key in _list(q.get(order))] or list(known)
        codes, taken = _dict(q.get("RecodeValues")), set[str]()
        for key in [key for key in wanted if key in known]:
            choice = _dict(known[key])
            other = choice.get("TextEntry") in {"true", True} and "other" not in taken
            raw = str(codes.get(key, key))
            value = "other" if other else our_name(raw, taken, otherwise="option", hyphens=True)
            taken.add(value)
            label = self.said(q, choice.get("Display"), partial(_translated, part, key), otherwise=value)
            made: dict[str, Any] = {"value": value, "label": label}
            if choice.get("ExclusiveAnswer"):
                made["exclusive"] = True
            found.append(made)
        return found


def _choices(taking: _Taking, q: Json, selector: str) -> dict[str, Any] | None:
    if selector.startswith("NPS"):
        return {"type": "nps"}
    type = "multiple" if selector.startswith("MA") else "single"
    return {"type": type, "options": taking.options(q, "Choices", "ChoiceOrder")}


def _matrix(taking: _Taking, q: Json, selector: str) -> dict[str, Any] | None:
    if selector != "Likert" or q.get("SubSelector") != "SingleAnswer":
        return None
    rows, options = taking.options(q, "Choices", "ChoiceOrder"), taking.options(q, "Answers", "AnswerOrder")
    return {"type": "matrix", "rows": rows, "options": options}


def _text(_taking: _Taking, _q: Json, selector: str) -> dict[str, Any] | None:
    return {"type": "long_text" if selector in {"ML", "ESTB"} else "short_text"} if selector != "FORM" else None


_READERS: Mapping[str, Callable[[_Taking, Json, str], dict[str, Any] | None]] = {
    "MC": _choices,
    "Matrix": _matrix,
    "TE": _text,
    "RO": lambda taking, q, _selector: {"type": "ranking", "options": taking.options(q, "Choices", "ChoiceOrder")},
    "DB": lambda _taking, _q, _selector: {"type": "text"},
}


def _translated(part: str, key: str, words: Json) -> object:
    return _dict(_dict(words.get(part)).get(key)).get("Display")


def _dict(data: object) -> Json:
    return data if isinstance(data, Mapping) else {}


def _list(data: object) -> list[Any]:
    return data if isinstance(data, list) else []
