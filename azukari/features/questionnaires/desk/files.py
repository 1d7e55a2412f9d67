"""A questionnaire as a file: YAML, LimeSurvey, XLSForm; read from those and Qualtrics, with a list of what is lost.

A file is read first and shown as YAML, with what it could not bring along; nothing changes before that is kept.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from azukari.core.appearance.download import download
from azukari.features.questionnaires.desk.door import PollDesk, serves_questionnaires
from azukari.features.questionnaires.desk.pages import changed, where
from azukari.features.questionnaires.document import read
from azukari.features.questionnaires.fault import DocumentError
from azukari.features.questionnaires.formats.loss import Exported, FormatError, Loss
from azukari.features.questionnaires.formats.lss_out import to_lss
from azukari.features.questionnaires.formats.taking_in import ENDINGS, taken_in
from azukari.features.questionnaires.formats.xlsform_out import to_xlsform
from azukari.features.questionnaires.shape import Questionnaire
from azukari.features.questionnaires.yaml_file import from_yaml, to_yaml
from azukari.shells.staff.answer import number
from azukari.shells.staff.doors import Opens, opens_to
from azukari.shells.staff.fields import Answers, Fields, Questions, Text, Upload
from azukari.shells.staff.step import ask
from azukari.shells.staff.uploads import in_memory

_LONGEST = 200_000


_FORMATS: dict[str, tuple[str, str, Callable[[Questionnaire], Exported]]] = {
    "yaml": ("YAML", "application/yaml; charset=utf-8", lambda draft: Exported(to_yaml(draft).encode(), [])),
    "lss": ("LimeSurvey", "application/xml; charset=utf-8", to_lss),
    "xlsx": ("XLSForm", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", to_xlsform),
}


@require_safe
@serves_questionnaires
def send(request: HttpRequest, desk: PollDesk, format: str) -> HttpResponse:
    """The draft as a file; it holds the organisation's words and nobody's answers."""
    del request
    if format not in _FORMATS:
        raise Http404
    _name, kind, write = _FORMATS[format]
    return download(write(desk.questionnaire).content, f"{desk.poll.slug}.{format}", kind)


@require_safe
@serves_questionnaires
def show_formats(request: HttpRequest, desk: PollDesk) -> HttpResponse:
    """The formats, each with what of this questionnaire stays behind in it."""
    questionnaire, lang = desk.questionnaire, desk.lang
    offered = []
    for format, (name, _kind, write) in _FORMATS.items():
        lost = _told(write(questionnaire).losses, lang)
        offered.append((format, name, [(where(place, questionnaire, lang), said) for place, said in lost]))
    context = {"poll": desk.poll, "title": questionnaire.title[lang], "formats": offered}
    return render(request, "questionnaires/desk/formats.html", context)


def _told(losses: Sequence[Loss], lang: str) -> list[tuple[str, str]]:
    return [(loss.place, loss.sentence[lang]) for loss in losses]


def _take_in(request: HttpRequest, desk: PollDesk) -> HttpResponse:
    """Read a file, or put a document in the place of the draft; or say line by line why not."""
    if request.method == "POST" and "document" not in request.POST:
        return _read_file(request, desk)

    def do(answers: Answers) -> HttpResponse:
        try:
            questionnaire = replace(read(from_yaml(answers["document"])), slug=desk.poll.slug)
        except DocumentError as error:
            raise ValidationError(_lines(error, desk.lang)) from error
        shown = number(request.POST.get("version"))
        onward = changed(desk, lambda before: questionnaire, shown)  # noqa: ARG005 - nothing of it stays
        return HttpResponse(status=302, headers={"Location": onward})

    return ask(
        request, _document(to_yaml(desk.questionnaire)), do, lambda form, status: _page(desk, request, form, status)
    )


take_in = require_http_methods(["GET", "HEAD", "POST"])(
    opens_to(Opens.BOTH)(in_memory(_take_in, serves_questionnaires))
)


def _document(text: str) -> Fields:
    attrs = {"spellcheck": "false", "class": "mono", "lang": "en"}
    return {"document": Text(_("Questionnaire as YAML"), rows=24, max_length=_LONGEST, initial=text, attrs=attrs)}


def _file() -> Fields:
    return {
        "file": Upload(
            _("A file"),
            accept=",".join(ENDINGS),
            error_messages={"required": _("Please choose the file."), "empty": _("This file is empty.")},
            help_text=_("LimeSurvey (.lss), XLSForm (.xlsx), Qualtrics (.qsf) or YAML."),
        )
    }


def _read_file(request: HttpRequest, desk: PollDesk) -> HttpResponse:
    """The page again, with the file's questionnaire as YAML and the list of what it could not bring along."""
    form = Questions(_file(), request.POST, request.FILES)
    upload = form.cleaned_data.get("file") if form.is_valid() else None
    if not isinstance(upload, UploadedFile):
        return _page(desk, request, Questions(_document(to_yaml(desk.questionnaire))), 422, file=form)
    try:
        found = taken_in(upload.read(), str(upload.name), slug=desk.poll.slug)
        text = to_yaml(replace(read(found.document), slug=desk.poll.slug))
    except FormatError as error:
        form.add_error("file", error.sentence[desk.lang])
    except DocumentError as error:
        for line in _lines(error, desk.lang)[:20]:
            form.add_error("file", line)
    else:
        losses = _told(found.losses, desk.lang)
        return _page(desk, request, Questions(_document(text)), 200, losses=losses, is_read=True)
    return _page(desk, request, Questions(_document(to_yaml(desk.questionnaire))), 422, file=form)


def _lines(error: DocumentError, lang: str) -> list[str]:
    told = [(fault.place, fault.sentence[lang]) for fault in error.faults]
    return [f"{place}: {said}" if place else said for place, said in told]


def _page(
    desk: PollDesk, request: HttpRequest, form: Questions, status: int, *, file: Questions | None = None, **more: object
) -> HttpResponse:
    context = {
        "poll": desk.poll,
        "title": desk.questionnaire.title[desk.lang],
        "form": file if file is not None and file.errors else form,
        "document": form,
        "file": file or Questions(_file()),
        **more,
    }
    return render(request, "questionnaires/desk/import.html", context, status=status)
