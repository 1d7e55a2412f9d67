"""XLSForm written (the workbook that pyxform, ODK, KoboToolbox and SurveyCTO read): survey, choices, settings.

https://xlsform.org/en/ : "other" becomes a text question of its own, a matrix a group with the appearance table-list.
"""

from io import BytesIO
from typing import Any

from azukari.features.questionnaires.formats.condition_out import Dialect, condition_written
from azukari.features.questionnaires.formats.loss import MOVES, Exported, Losses, lose_offer, lose_whole
from azukari.features.questionnaires.shape import (
    OTHER,
    Option,
    Question,
    Questionnaire,
    QuestionPage,
    QuestionType,
    Text,
)

LANGUAGES = {"ja": "日本語 (ja)", "en": "English (en)"}
LEAD, THANKS = "opening_words", "closing_words"
_HEAD = ("type", "name", *(f"{column}::{lang}" for column in ("label", "hint") for lang in LANGUAGES.values()))
_SURVEY = (*_HEAD, "required", "relevant", "constraint", "appearance", "parameters")
_PLAIN = {QuestionType.DATE: "date", QuestionType.SHORT_TEXT: "text", QuestionType.TEXT: "note"}


XPATH = Dialect(
    equals="=",
    both="and",
    either="or",
    name=lambda name: f"${{{name.id}_{name.part.replace('-', '_')}}}" if name.part else f"${{{name.id}}}",
    holds=lambda name, text: f"selected({name}, {text})",
    length=lambda name: f"string-length({name})",
    count=lambda name: f"count-selected({name})",
    literal=lambda text, _question: f'"{text}"' if "'" in text else f"'{text}'",
    negation="not({})",
)

type Row = dict[str, str]


class _Writer:
    def __init__(self, questionnaire: Questionnaire) -> None:
        self.losses = Losses()
        self.questions = {question.id: question for question in questionnaire.questions}
        self.survey: list[Row] = []
        self.choices: list[Row] = []

    def condition(self, source: str, place: str) -> str:
        return condition_written(source, place, self.questions, XPATH, self.losses)

    def row(self, type: str, name: str, label: Text | None = None, hint: Text | None = None, **more: str) -> None:
        found = {"type": type, "name": name}
        for lang, said in LANGUAGES.items():
            found[f"label::{said}"] = self.piped((label or {}).get(lang, ""))
            found[f"hint::{said}"] = self.piped((hint or {}).get(lang, ""))
        self.survey.append({**found, **more})

    def piped(self, words: str) -> str:
        for id in self.questions:
            words = words.replace(f"{{{id}}}", f"${{{id}}}")
        return words

    def list_of(self, name: str, options: tuple[Option, ...], place: str) -> str:
        for option in options:
            labels = {f"label::{said}": option.label[lang] for lang, said in LANGUAGES.items()}
            self.choices.append({"list_name": name, "name": option.value, **labels})
            if option.show_if:
                lose_offer(self.losses, place, option)
        return name

    def page(self, page: QuestionPage) -> None:
        name = f"page_{page.slug.replace('-', '_')}"
        shown = {"relevant": self.condition(page.show_if, page.slug), "appearance": "field-list"}
        self.row("begin_group", name, page.title, None, **shown)
        if page.random:
            self.losses.add(
                page.slug, "質問をランダムな順に並べることはできません。", "Questions cannot be in random order."
            )
        for question in page.questions:
            self.question(question)
        self.row("end_group", name)

    def question(self, q: Question) -> None:
        shown = {"relevant": self.condition(q.show_if, q.id), "required": "yes" if q.required else ""}
        if q.type is QuestionType.MATRIX:
            self.matrix(q, shown)
            return
        constraint, parameters, appearance, kind = self.limits(q), "", "", _PLAIN.get(q.type, "")
        if q.type in {QuestionType.SINGLE, QuestionType.MULTIPLE, QuestionType.RANKING}:
            word = {QuestionType.SINGLE: "select_one", QuestionType.MULTIPLE: "select_multiple"}.get(q.type, "rank")
            kind = f"{word} {self.list_of(q.id, q.options, q.id)}"
            parameters = "randomize=true" if q.random else ""
            if q.random and any(option.keeps_place for option in q.options):
                self.losses.add(q.id, *MOVES)
        elif q.type in {QuestionType.SCALE, QuestionType.NPS}:
            low, high = q.ends
            kind, parameters = "range", f"start={low} end={high} step=1"
            if q.low or q.high:
                self.losses.add(
                    q.id, "目盛りの両端の言葉は残りません。", "The words at the ends of the scale stay behind."
                )
        elif q.type is QuestionType.NUMBER:
            kind = "integer" if q.whole else "decimal"
        elif q.type is QuestionType.LONG_TEXT:
            kind, appearance = "text", "multiline"
        more = {"constraint": constraint, "parameters": parameters, "appearance": appearance}
        self.row(kind, q.id, q.label, q.hint, **shown, **more)
        if q.has_other and q.type is not QuestionType.RANKING:
            label = next(option.label for option in q.options if option.value == OTHER)
            self.row("text", f"{q.id}_{OTHER}", label, relevant=f"selected(${{{q.id}}}, '{OTHER}')")

    def matrix(self, q: Question, shown: Row) -> None:
        self.row("begin_group", q.id, q.label, q.hint, relevant=shown["relevant"], appearance="table-list")
        self.list_of(q.id, q.options, q.id)
        for row in q.rows:
            name, relevant = f"{q.id}_{row.value.replace('-', '_')}", self.condition(row.show_if, q.id)
            self.row(f"select_one {q.id}", name, row.label, relevant=relevant, required=shown["required"])
        self.row("end_group", q.id)
        if q.random:
            self.losses.add(q.id, "行をランダムな順に並べることはできません。", "Lines cannot be in random order.")

    def limits(self, q: Question) -> str:
        size, found = ("count-selected(.)", []) if q.type is not QuestionType.NUMBER else (".", [])
        if q.type in {QuestionType.MULTIPLE, QuestionType.NUMBER}:
            found += [f"{size} >= {q.least}"] if q.least is not None else []
            found += [f"{size} <= {q.most}"] if q.most is not None else []
        elif q.type is QuestionType.RANKING and (q.least, q.most) != (None, None):
            self.losses.add(q.id, "順位をつける数は決められません。", "How many options are ranked cannot be limited.")
        elif q.type in {QuestionType.SHORT_TEXT, QuestionType.LONG_TEXT}:
            found.append(f"string-length(.) <= {q.longest}")
        if q.type is QuestionType.MULTIPLE:
            alone = [option.value for option in q.options if option.exclusive]
            found += [f"not(selected(., '{value}') and count-selected(.) > 1)" for value in alone]
        return " and ".join(found)


def to_xlsform(questionnaire: Questionnaire) -> Exported:
    """The workbook."""
    writer = _Writer(questionnaire)
    if any(questionnaire.lead.values()):
        writer.row("note", LEAD, questionnaire.lead)
    for page in questionnaire.pages:
        writer.page(page)
    if questionnaire.thanks:
        writer.row("note", THANKS, questionnaire.thanks)
    lose_whole(writer.losses, questionnaire)
    for quota in questionnaire.quotas:
        writer.losses.add(quota.slug, "割り当てはありません。", "There are no quotas.")
    writer.losses.add(
        "", "回答者と結び付けるかどうかは書き出されません。", "Whether answers are linked to people is not written."
    )
    title = {"form_title": questionnaire.title["ja"], "form_id": questionnaire.slug.replace("-", "_")}
    settings = {**title, "default_language": LANGUAGES["ja"]}
    writer.losses.add(
        "",
        f"題名は日本語だけになります。英語：{questionnaire.title['en']}",
        f"The title is Japanese alone. In English: {questionnaire.title['en']}",
    )
    choices = ("list_name", "name", *(f"label::{said}" for said in LANGUAGES.values()))
    sheets: dict[str, tuple[tuple[str, ...], list[Row]]] = {
        "survey": (_SURVEY, writer.survey),
        "choices": (choices, writer.choices),
        "settings": (tuple(settings), [settings]),
    }
    return Exported(_workbook(sheets), writer.losses.found)


def _workbook(sheets: dict[str, tuple[tuple[str, ...], list[Row]]]) -> bytes:
    from openpyxl import Workbook

    book: Any = Workbook()
    book.remove(book.active)
    for name, (head, rows) in sheets.items():
        sheet = book.create_sheet(name)
        sheet.append(head)
        for row in rows:
            for cell, text in zip(
                [sheet.cell(sheet.max_row + (column == 1), column) for column in range(1, len(head) + 1)],
                [row.get(column, "") for column in head],
                strict=True,
            ):
                cell.value, cell.data_type = text or None, "s" if text else "n"
    out = BytesIO()
    book.save(out)
    return out.getvalue()
