"""A form that could not be saved, since its sender's session had ended: it comes back with all that was typed.

What was sent is sealed into a page (`lib.unsaved_form`), and nothing of it is kept here. Once its sender has signed in,
the page on which the form stood is made anew, with what was typed in its form (`lib.refill`). Nothing is done by that:
its sender looks at it and saves it, with the tokens of the new session and the versions that they had seen.
"""

from collections.abc import Iterable
from datetime import datetime
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.core.files.uploadhandler import FileUploadHandler, SkipFile
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.template.loader import render_to_string
from django.urls import Resolver404, resolve
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.datastructures import MultiValueDict
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString

from azukari.core.forms.typed_text import typed_texts
from azukari.core.vault.refusal import Refused
from azukari.lib import instance_secret, unsaved_form
from azukari.lib.refill import refill
from azukari.lib.unsaved_form import LASTS, UnsavedForm

WHOSE = "whose"
"""The hidden input of forms behind a sign-in: whose they are, by a code."""
KEPT = "kept-form"
"""The hidden input that carries a sealed form."""


def code_of(owner: str) -> str:
    """The code of somebody who signs in, which nobody else can make.

    Args:
        owner: a reference with its kind, such as ``staff:...``.
    """
    return salted_hmac("azukari.forms.unsaved", owner, algorithm="sha256").hexdigest()[:32]


def whose(owner: str) -> SafeString:
    """The input that says whose a form is."""
    return format_html('<input type="hidden" name="{}" value="{}">', WHOSE, code_of(owner))


def is_from(request: HttpRequest, owner: str) -> bool:
    """Whether a form was sent from a page that this person had opened."""
    return constant_time_compare(request.POST.get(WHOSE, ""), code_of(owner))


def without_code(request: HttpRequest) -> None:
    """The view gets what was typed into its own form, and its token."""
    if (
        request.content_type == "application/x-www-form-urlencoded" and WHOSE in request.POST
    ):  # uploads are the view's to read
        posted = request.POST.copy()
        del posted[WHOSE]
        request.POST = posted  # type: ignore[assignment]  # Django lets a request be given another


_LONGEST_NAME = 200  # of a file


class _NamesOnly(FileUploadHandler):
    """Notes the names of files, and lets what is in them go by: nobody has come in yet."""

    def __init__(self, request: HttpRequest) -> None:
        super().__init__(request)
        self.found: list[tuple[str, str]] = []

    def new_file(self, field_name: str, file_name: str, *rest: Any, **more: Any) -> None:  # noqa: ARG002
        self.found.append((field_name, file_name))
        raise SkipFile

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Never asked, since each file is skipped."""

    def file_complete(self, file_size: int) -> None:
        """The same."""


def without_files(request: HttpRequest) -> None:
    """Read a form whose files are kept nowhere, before anything else asks for its fields."""
    if request.content_type == "multipart/form-data" and not hasattr(request, "_files"):
        request.upload_handlers = [_NamesOnly(request)]


def files(request: HttpRequest) -> list[tuple[str, str]]:
    """The inputs with files, each with the name of its file."""
    taken = [(name, file.name or "") for name, several in request.FILES.lists() for file in several]
    passed = [each for one in request.upload_handlers if isinstance(one, _NamesOnly) for each in one.found]
    return [(name, file[:_LONGEST_NAME]) for name, file in (*taken, *passed)]


def sent(request: HttpRequest, *, page: str, without: Iterable[str]) -> UnsavedForm | None:
    """What was sent; None where the form does not say whose it is.

    Args:
        page: the address of the page on which the form stood; empty where it is not known.
        without: names of tokens.
    """
    if not request.POST.get(WHOSE):
        return None
    dropped = {*without, WHOSE}
    lists = ((name, values) for name, values in request.POST.lists() if name not in dropped and "password" not in name)
    typed = [(name, str(value)) for name, values in lists for value in values]
    return UnsavedForm(request.POST[WHOSE], request.get_full_path(), page, typed, files(request))


def seal(form: UnsavedForm, *, now: datetime) -> str:
    """As a hidden input carries it, for an hour."""
    return unsaved_form.seal(form, secret=instance_secret.newest(settings.AZUKARI), now=now)


def unseal(text: str, owner: str, *, now: datetime) -> UnsavedForm | None:
    """The form of that owner; None where it is somebody else's, or its hour is over."""
    secrets = instance_secret.accepted(settings.AZUKARI, lasts=LASTS, now=now)
    return unsaved_form.unseal(text, code_of(owner), secrets=secrets, now=now)


def again(
    request: HttpRequest, form: UnsavedForm, pages: Iterable[str], *, fixed: frozenset[str]
) -> HttpResponse | None:
    """The page on which the form stood, with what was typed in it and a word that it is not saved; None where no page
    shows that form any more.

    Args:
        request: becomes a GET of the page.
        pages: addresses where it may stand; those of the caller's own pages alone.
        fixed: inputs that stay as the page has them, besides the code.
    """
    for address in dict.fromkeys(each for each in pages if each):
        response = _page(request, address)
        if response is None:
            continue
        html = response.content.decode()
        typed = {**{name: list[str]() for name, _file in form.files}, **form.values()}
        found = refill(html, typed, page=address, to=form.to, fixed=fixed | {WHOSE})
        if found is None:
            continue
        left = typed_texts((name, value) for name, value in form.typed if name in found.without_place)
        first = next((n for n, value in form.typed if value.strip() and f' id="f-{escape(n)}"' in found.html), "")
        context = {"left": left, "files": [file for _name, file in form.files], "first": first}
        note = render_to_string("forms/part/not_saved.html", context, request)
        head, main, rest = found.html.partition("<main")
        opening, end, rest = rest.partition(">")
        response.content = f"{head}{main}{opening}{end}{note}{rest}"
        return response
    return None


def _page(request: HttpRequest, address: str) -> HttpResponse | None:
    """A page of ours, as a GET of its address shows it; None where it does not."""
    path, _mark, query = address.partition("?")
    try:
        match = resolve(path)
    except Resolver404:
        return None
    request.method, request.path, request.path_info, request.resolver_match = "GET", path, path, match
    request.META |= {"REQUEST_METHOD": "GET", "QUERY_STRING": query}
    request.GET = QueryDict(query)
    request.POST = QueryDict()
    request._files = MultiValueDict()  # type: ignore[attr-defined]
    try:
        response: HttpResponseBase = match.func(request, *match.args, **match.kwargs)
    except (Http404, PermissionDenied, Refused):
        return None
    is_page = isinstance(response, HttpResponse) and response.headers.get("Content-Type", "").startswith("text/html")
    return response if is_page and response.status_code == HTTPStatus.OK else None  # type: ignore[return-value]
