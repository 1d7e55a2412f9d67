"""LimeSurvey's survey structure written (.lss, XML, the tables of LimeSurvey 6): groups, questions, answers, relevance.

https://www.limesurvey.org/manual/Survey_structure : codes have letters and digits alone, those of answers five at most.
"""

from collections.abc import Mapping
from typing import Any
from xml.sax.saxutils import escape

from azukari.features.questionnaires.document_reader import LANGUAGES
from azukari.features.questionnaires.formats.condition_out import Dialect, NotThereError, condition_written
from azukari.features.questionnaires.formats.loss import MOVES, Exported, Losses, lose_offer, lose_whole
from azukari.features.questionnaires.formats.lss_attributes import attributes_of
from azukari.features.questionnaires.formats.lss_table import ORDER, as_xml, codes_of
from azukari.features.questionnaires.formats.names import code
from azukari.features.questionnaires.logic.tree import Name
from azukari.features.questionnaires.shape import (
    CHOOSING,
    OTHER,
    RATING,
    Option,
    Question,
    Questionnaire,
    QuestionPage,
    QuestionType,
    Text,
)

_SURVEY = "100001"
_ROW = {"sid": _SURVEY, "encrypted": "N", "scale_id": 0, "same_default": 0}
_TYPES = {
    QuestionType.SINGLE: "L",
    QuestionType.MULTIPLE: "M",
    QuestionType.RANKING: "R",
    QuestionType.MATRIX: "F",
    QuestionType.SCALE: "L",
    QuestionType.NPS: "L",
    QuestionType.NUMBER: "N",
    QuestionType.DATE: "D",
    QuestionType.SHORT_TEXT: "S",
    QuestionType.LONG_TEXT: "T",
    QuestionType.TEXT: "X",
}


class _Writer:
    def __init__(self, questionnaire: Questionnaire) -> None:
        self.losses = Losses()
        self.questions = {question.id: question for question in questionnaire.questions}
        self.tables: dict[str, list[dict[str, object]]] = {name: [] for name in ORDER}
        self.codes: dict[str, str] = {}
        self.values: dict[str, Mapping[str, str]] = {}
        self.rows: dict[str, Mapping[str, str]] = {}
        self.ids = 0
        for question in questionnaire.questions:
            self.codes[question.id] = code(question.id, set(self.codes.values()), longest=20, otherwise="Q")
            self.values[question.id] = codes_of(question.options, "A")
            self.rows[question.id] = codes_of(question.rows, "SQ")
        self.dialect = Dialect(
            equals="==",
            both="and",
            either="or",
            name=self.name,
            holds=self.holds,
            length=lambda name: f"strlen({name})",
            count=_count,
            literal=lambda text, of: f'"{self.values.get(of, {}).get(text, text)}"',
            negation="!({})",
        )

    def name(self, name: Name) -> str:
        known = self.codes.get(name.id)
        if known is None:
            raise NotThereError
        if name.part == OTHER:
            return f"{known}_other.NAOK"
        part = self.rows[name.id].get(name.part, "") if name.part else ""
        return f"{known}_{part}.NAOK" if part else f"{known}.NAOK"

    def holds(self, name: str, text: str) -> str:
        known, plain = name.removesuffix(".NAOK"), text.strip('"')
        return f"!is_empty({known}_other.NAOK)" if plain == OTHER else f'{known}_{plain}.NAOK == "Y"'

    def new(self) -> str:
        self.ids += 1
        return str(self.ids)

    def add(self, table: str, **row: object) -> None:
        self.tables[table].append(row)

    def condition(self, source: str, place: str) -> str:
        found = condition_written(source, place, self.questions, self.dialect, self.losses)
        return f"({found})" if found else "1"

    def page(self, page: QuestionPage, order: int) -> None:
        gid, random = self.new(), page.slug if page.random else ""
        relevance = self.condition(page.show_if, page.slug)
        self.add("groups", gid=gid, sid=_SURVEY, group_order=order, randomization_group="", grelevance=relevance)
        for lang in LANGUAGES:
            title = (page.title or {}).get(lang) or f"{order}"
            self.add("group_l10ns", id=self.new(), gid=gid, group_name=title, description="", language=lang)
        for place, question in enumerate(page.questions, start=1):
            self.question(question, gid, place, random)

    def question(self, q: Question, gid: str, order: int, random: str) -> None:
        qid, scale = self.new(), q.type is QuestionType.SCALE and q.ends == (1, 5)
        type = "5" if scale else _TYPES[q.type]
        if q.has_other and q.type not in {QuestionType.SINGLE, QuestionType.MULTIPLE}:
            self.losses.add(q.id, "「その他」の記入欄は残りません。", "The line beside “other” stays behind.")
        other, mandatory = "Y" if q.has_other and type in "LM" else "N", "Y" if q.required else "N"
        common = {**_ROW, "gid": gid, "type": type, "title": self.codes[q.id], "other": other, "mandatory": mandatory}
        relevance = self.condition(q.show_if, q.id)
        self.add("questions", qid=qid, parent_qid=0, **common, question_order=order, relevance=relevance)
        self.words(qid, q.label, hint=q.hint)
        self.attributes(q, qid, random)
        if q.type in RATING and not scale:
            low, high = q.ends
            self.answers(qid, {str(n): dict.fromkeys(LANGUAGES, str(n)) for n in range(low, high + 1)})
        if q.type in RATING and (q.low or q.high):
            self.losses.add(q.id, "目盛りの両端の言葉は残りません。", "The words at the ends of the scale stay behind.")
        if q.type in CHOOSING:
            self.options(q, qid, gid)

    def words(self, qid: str, label: Text, *, hint: Text | None = None) -> None:
        for lang in LANGUAGES:
            said = self.piped(label[lang])
            self.add(
                "question_l10ns", id=self.new(), qid=qid, question=said, help=(hint or {}).get(lang, ""), language=lang
            )

    def piped(self, words: str) -> str:
        plain = escape(words)
        for id, known in self.codes.items():
            plain = plain.replace(f"{{{id}}}", f"{{{known}.shown}}")
        return plain.replace("\n", "<br />")

    def options(self, q: Question, qid: str, gid: str) -> None:
        has_line = q.type not in {QuestionType.RANKING, QuestionType.MATRIX}  # for "other", which is no option then
        offered = {o.value: o for o in q.options if not (has_line and o.value == OTHER)}
        for option in (*q.options, *q.rows):
            if option.show_if and option not in q.rows and q.type is not QuestionType.MULTIPLE:
                lose_offer(self.losses, q.id, option)
        if q.type is QuestionType.MULTIPLE:
            self.parts(q, tuple(offered.values()), self.values[q.id], qid, gid)
            return
        self.answers(qid, {self.values[q.id][value]: option.label for value, option in offered.items()})
        if q.type is QuestionType.MATRIX:
            self.parts(q, q.rows, self.rows[q.id], qid, gid)

    def parts(self, q: Question, options: tuple[Option, ...], codes: Mapping[str, str], qid: str, gid: str) -> None:
        for order, option in enumerate(options, start=1):
            part = self.new()
            common = {**_ROW, "gid": gid, "type": "T", "title": codes[option.value], "other": "N", "mandatory": "N"}
            relevance = self.condition(option.show_if, q.id)
            self.add("subquestions", qid=part, parent_qid=qid, **common, question_order=order, relevance=relevance)
            self.words(part, option.label)

    def answers(self, qid: str, labels: Mapping[str, Text]) -> None:
        for order, (answer, label) in enumerate(labels.items(), start=1):
            aid = self.new()
            self.add("answers", aid=aid, qid=qid, code=answer, sortorder=order, assessment_value=0, scale_id=0)
            for lang in LANGUAGES:
                self.add("answer_l10ns", id=self.new(), aid=aid, answer=self.piped(label[lang]), language=lang)

    def attributes(self, q: Question, qid: str, random: str) -> None:
        found = attributes_of(q, self.values[q.id]) | ({"random_group": random} if random else {})
        for name, value in found.items():
            self.add("question_attributes", qid=qid, attribute=name, value=value, language="")
        if q.type in {QuestionType.SINGLE, QuestionType.MULTIPLE} and q.has_other:
            label = next(option.label for option in q.options if option.value == OTHER)
            for lang in LANGUAGES:
                said = {"attribute": "other_replace_text", "value": label[lang], "language": lang}
                self.add("question_attributes", qid=qid, **said)
        if q.random and any(o.keeps_place and o.value != OTHER for o in q.options):
            self.losses.add(q.id, *MOVES)


def to_lss(questionnaire: Questionnaire) -> Exported:
    """The file."""
    writer = _Writer(questionnaire)
    for order, page in enumerate(questionnaire.pages, start=1):
        writer.page(page, order)
    anonymous = "N" if questionnaire.linked else "Y"
    other = [lang for lang in LANGUAGES if lang != "ja"]
    said: dict[str, Any] = {"sid": _SURVEY, "active": "N", "anonymized": anonymous, "format": "G", "language": "ja"}
    writer.add("surveys", **said, additional_languages=" ".join(other))
    for lang in LANGUAGES:
        writer.add(
            "surveys_languagesettings",
            surveyls_survey_id=_SURVEY,
            surveyls_language=lang,
            surveyls_title=questionnaire.title[lang],
            surveyls_description="",
            surveyls_welcometext=escape(questionnaire.lead.get(lang, "")),
            surveyls_endtext=escape((questionnaire.thanks or {}).get(lang, "")),
        )
    lose_whole(writer.losses, questionnaire)
    for quota in questionnaire.quotas:
        writer.losses.add(quota.slug, "割り当ては書き出されません。", "Quotas are not written.")
    for id, known in writer.codes.items():
        pairs = [(id, known), *writer.values[id].items(), *writer.rows[id].items()]
        told = ", ".join(f"{ours} → {theirs}" for ours, theirs in pairs if ours != theirs)
        if told:
            writer.losses.add(id, f"名前が変わります：{told}", f"Names change: {told}")
    return Exported(as_xml(writer.tables).encode(), writer.losses.found)


def _count(_name: str) -> str:
    raise NotThereError  # LimeSurvey counts parts one by one, and knows a ranking by its places
