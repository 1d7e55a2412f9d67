"""Answers of an unlinked questionnaire as a file: CSV, Excel, JSON or SPSS, sent while it is made.

A row is one set of answers, in the order of random ids: no id, no day and no language stands in it. Linked answers
belong to people; they leave by the export of the policy's gate.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import batched
from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from azukari.core.appearance.download import download_pieces
from azukari.features.questionnaires.desk.door import PollDesk
from azukari.features.questionnaires.learning.codebook import Variable, codebook
from azukari.features.questionnaires.learning.sav import cuts, sav_pieces
from azukari.features.questionnaires.models import Version
from azukari.features.questionnaires.publish import questionnaire_of
from azukari.features.questionnaires.results.counts import taken, version_to_show
from azukari.features.questionnaires.results.desk.door import reads_results
from azukari.features.questionnaires.results.refresh import each_of
from azukari.lib.spreadsheet import csv_pieces, workbook_pieces
from azukari.shells.staff.fields import Answers, Fields, Language, One, Questions
from azukari.shells.staff.step import ask
from azukari.shells.staff.yes_no_field import YesNo

_FORMATS = {
    "csv": (gettext_lazy("CSV"), "csv", "text/csv; charset=utf-8"),
    "xlsx": (gettext_lazy("Excel"), "xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "json": (gettext_lazy("JSON"), "json", "application/json"),
    "sav": (gettext_lazy("SPSS"), "sav", "application/x-spss-sav"),
    "codebook": (gettext_lazy("The codebook alone (CSV)"), "codebook.csv", "text/csv; charset=utf-8"),
}
"""What each is called, how the name of its file ends, and its type."""

_AT_ONCE = 500


@require_http_methods(["GET", "HEAD", "POST"])
@reads_results
def show(request: HttpRequest, desk: PollDesk) -> HttpResponse:
    """Choose a format; the button sends the file."""
    version = version_to_show(desk.poll)

    def page(form: Questions, status: int) -> HttpResponse:
        context = {"poll": desk.poll, "form": form, "size": taken(version).size if version else 0}
        context["cut"] = cuts(codebook(questionnaire_of(version), desk.lang, texts=False)) if version else []
        return render(request, "results/desk/export.html", context, status=status)

    def do(answers: Answers) -> Any:
        if version is None or version.linked:
            raise ValidationError(_("Linked answers belong to people. They leave by the export, with a ground."))
        questionnaire, lang = questionnaire_of(version), answers["language"]
        variables = codebook(questionnaire, lang, texts=answers["texts"])
        _title, ending, kind = _FORMATS[answers["format"]]
        pieces = pieces_of(version, variables, answers["format"], title=questionnaire.title[lang], now=desk.now)
        return download_pieces(pieces, f"{desk.poll.slug}-{version.number}.{ending}", kind)

    fields: Fields = {
        "format": One(_("Format"), [(format, title) for format, (title, *_file) in _FORMATS.items()], usual="csv"),
        "language": Language(_("Language of the labels"), desk.policy, usual=desk.lang),
        "texts": YesNo(
            _("What people wrote in their own words"),
            held=False,
            choices=[("no", _("Leave it out")), ("yes", _("Include it"))],
            help_text=_("A text may show who wrote it."),
        ),
    }
    return ask(request, fields, do, page)


def pieces_of(
    version: Version, variables: Sequence[Variable], format: str, *, title: str, now: datetime
) -> Iterator[bytes]:
    """The file, piece by piece; never more of it in memory than one."""
    lots = batched((answers for _id, answers in each_of(version)), _AT_ONCE)
    match format:
        case "codebook":
            described = [
                [variable.name, variable.label, str(code) if value else "", value, words]
                for variable in variables
                for code, value, words in variable.codes or ((0, "", ""),)
            ]
            return csv_pieces([[["name", "label", "code", "value", "words"], *described]], mark=True)
        case "sav":
            return sav_pieces(variables, lots, title=title, now=now)
        case "json":
            return _json(variables, lots, title)
    rows = _table_rows(variables, lots)
    if format == "xlsx":
        return workbook_pieces(rows, columns=max(len(variables), 1))
    return csv_pieces(rows, mark=True)


def _table_rows(
    variables: Sequence[Variable], lots: Iterable[Sequence[Mapping[str, Any]]]
) -> Iterator[Sequence[Sequence[str]]]:
    """The head, then a row for each set of answers."""
    yield [[variable.name for variable in variables]]
    for lot in lots:
        yield [[variable.words(answers) for variable in variables] for answers in lot]


def _json(variables: Sequence[Variable], lots: Iterable[Sequence[Mapping[str, Any]]], title: str) -> Iterator[bytes]:
    columns = [
        {"name": each.name, "label": each.label, "codes": [[value, words] for _code, value, words in each.codes]}
        for each in variables
    ]
    yield b'{"title": ' + json.dumps(title, ensure_ascii=False).encode() + b', "columns": '
    yield json.dumps(columns, ensure_ascii=False).encode() + b', "answers": [\n'
    comma = ""
    for lot in lots:
        rows = [json.dumps({v.name: v.words(answers) for v in variables}, ensure_ascii=False) for answers in lot]
        yield (comma + ",\n".join(rows)).encode()
        comma = ",\n"
    yield b"\n]}\n"
