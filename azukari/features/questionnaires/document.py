"""The questionnaire as a document of plain values (YAML, JSON): read with every fault named, written without loss."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import fields
from typing import Any

from azukari.features.questionnaires.document_reader import LANGUAGES, Reader
from azukari.features.questionnaires.fault import DocumentError
from azukari.features.questionnaires.shape import Option, Question, Questionnaire, QuestionPage, QuestionType, Quota

MOST_PAGES, MOST_QUESTIONS, MOST_OPTIONS, MOST_QUOTAS = 60, 300, 100, 20

_MEMBERS: Mapping[type, Sequence[str]] = {
    Questionnaire: ("slug", "title", "lead", "linked", "random", "master", "country", "thanks", "pages", "quotas"),
    QuestionPage: ("slug", "title", "random", "show_if", "questions"),
    Question: Question.__slots__,
    Option: Option.__slots__,
    Quota: Quota.__slots__,
}
"""What each part of a document has, in the order in which it is written."""


def read(data: object) -> Questionnaire:
    """The questionnaire that a document describes.

    Raises:
        DocumentError: with all that is wrong.
    """
    reader = Reader()
    whole = reader.members(data, _MEMBERS[Questionnaire], "")
    pages = tuple(_page(each, reader) for each in reader.items(whole, "pages", "", MOST_PAGES))
    questionnaire = Questionnaire(
        slug=reader.name(whole, "slug", "", hyphens=True),
        title=reader.text(whole, "title", "") or {},
        lead=reader.text(whole, "lead", "", needed=False) or dict.fromkeys(LANGUAGES, ""),
        linked=reader.truth(whole, "linked", ""),
        pages=pages,
        quotas=tuple(_quota(each, reader) for each in reader.items(whole, "quotas", "", MOST_QUOTAS)),
        random=reader.truth(whole, "random", ""),
        thanks=reader.text(whole, "thanks", "", needed=False),
        master=reader.word(whole, "master", ""),
        country=reader.word(whole, "country", ""),
    )
    reader.once((question.id for question in questionnaire.questions), "question", "質問")
    reader.once((page.slug for page in pages), "page", "ページ")
    reader.once((quota.slug for quota in questionnaire.quotas), "quota", "割り当て")
    if bool(questionnaire.master) != bool(re.fullmatch("[A-Z]{2}", questionnaire.country)):
        reader.fault("", "「country」は2文字の国コードで、「master」と一緒に書きます。",
                     "“country” is a code of two capital letters, and stands beside “master”.")  # fmt: skip
    if len(list(questionnaire.questions)) > MOST_QUESTIONS:
        reader.fault("", f"質問は{MOST_QUESTIONS}問までです。", f"There may be {MOST_QUESTIONS} questions at most.")
    if not re.fullmatch(r"[a-z][a-z0-9]*(-[a-z0-9]+)*", questionnaire.slug):
        reader.fault(
            "", "「slug」は英小文字、数字、ハイフンで書いてください。", "“slug” has small letters, digits and hyphens."
        )
    if reader.faults:
        raise DocumentError(*reader.faults)
    return questionnaire


def write(part: Questionnaire | QuestionPage | Question | Option | Quota) -> dict[str, Any]:
    """The document that `read` makes the same questionnaire of, or a part of it; what stands at its default is left
    out.
    """
    usual = {field.name: field.default for field in fields(part)}
    if isinstance(part, Question):
        usual["longest"] = default_longest(part.type)
    held = {name: getattr(part, name) for name in _MEMBERS[type(part)]}
    return {name: _plain(value) for name, value in held.items() if value != usual[name]}


def _plain(value: object) -> Any:
    match value:
        case tuple():
            return [write(part) for part in value]
        case Mapping():
            return dict(value)
        case QuestionType():
            return value.value
    return value


def default_longest(type: QuestionType) -> int:
    """How long a text may be where the document does not say."""
    return 2000 if type is QuestionType.LONG_TEXT else 200


def _page(data: object, reader: Reader) -> QuestionPage:
    plain = reader.members(data, _MEMBERS[QuestionPage], "")
    slug = reader.name(plain, "slug", "", hyphens=True)
    return QuestionPage(
        slug=slug,
        questions=tuple(_question(each, reader) for each in reader.items(plain, "questions", slug, MOST_QUESTIONS)),
        title=reader.text(plain, "title", slug, needed=False),
        random=reader.truth(plain, "random", slug),
        show_if=reader.word(plain, "show_if", slug),
    )


def _question(data: object, reader: Reader) -> Question:
    plain = reader.members(data, _MEMBERS[Question], "")
    id = reader.name(plain, "id", "")
    type = reader.one_of(plain, "type", id, QuestionType)
    options = tuple(_option(each, reader, id) for each in reader.items(plain, "options", id, MOST_OPTIONS))
    rows = tuple(_option(each, reader, id) for each in reader.items(plain, "rows", id, MOST_OPTIONS))
    for of_one in (options, rows):
        reader.once((option.value for option in of_one), "option", "選択肢", place=id)
    return Question(
        id=id,
        type=type,
        label=reader.text(plain, "label", id) or {},
        hint=reader.text(plain, "hint", id, needed=False),
        required=reader.truth(plain, "required", id),
        options=options,
        rows=rows,
        random=reader.truth(plain, "random", id),
        least=reader.number(plain, "least", id),
        most=reader.number(plain, "most", id),
        low=reader.text(plain, "low", id, needed=False),
        high=reader.text(plain, "high", id, needed=False),
        whole=reader.truth(plain, "whole", id, otherwise=True),
        longest=reader.number(plain, "longest", id) or default_longest(type),
        show_if=reader.word(plain, "show_if", id),
    )


def _option(data: object, reader: Reader, id: str) -> Option:
    plain = reader.members(data, _MEMBERS[Option], id)
    return Option(
        value=reader.name(plain, "value", id, hyphens=True),
        label=reader.text(plain, "label", id) or {},
        exclusive=reader.truth(plain, "exclusive", id),
        fixed=reader.truth(plain, "fixed", id),
        show_if=reader.word(plain, "show_if", id),
    )


def _quota(data: object, reader: Reader) -> Quota:
    plain = reader.members(data, _MEMBERS[Quota], "")
    slug = reader.name(plain, "slug", "", hyphens=True)
    return Quota(slug, reader.word(plain, "where", slug), reader.number(plain, "most", slug) or 0)
