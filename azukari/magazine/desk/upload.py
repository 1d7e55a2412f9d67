"""A picture for issues of a list is uploaded: read in memory, made anew, and kept under an address of its own."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect

from azukari.appearance.picture import NotAPicture
from azukari.desk.doors import Opens, opens_to
from azukari.desk.fields import Upload
from azukari.desk.form_desk import FormDesk
from azukari.desk.post_only import post_only
from azukari.desk.uploads import InMemory
from azukari.magazine.desk.door import issue_at, serves_list
from azukari.magazine.pictures import add


class PictureForm(forms.Form):
    """The file."""

    file = Upload(
        _("A picture"),
        accept="image/png,image/jpeg,image/webp,image/gif",
        help_text=_("It is saved again at most 1200 pixels wide; location and names in the file are removed."),
    )


def _in_memory(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """The handlers of files are set before anything reads what was posted; the check against forged posts follows."""

    @csrf_exempt
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        request.upload_handlers = [InMemory(request)]
        return csrf_protect(view)(request, *args, **kwargs)

    return opens_to(Opens.BOTH)(guarded)


@_in_memory
@post_only("console-magazine-edit", "slug", "issue_id")
@serves_list
def picture(request: HttpRequest, desk: FormDesk, issue_id: UUID) -> HttpResponse:
    """Take it in, and back to the editor."""
    issue = issue_at(desk, issue_id)
    here = reverse("console-magazine-edit", args=[desk.form.slug, issue.id])
    file = request.FILES.get("file")
    raw = file.read() if isinstance(file, UploadedFile) else b""
    try:
        add(raw, form=desk.form.slug, actor=desk.who.actor, now=desk.now)
    except NotAPicture:
        return HttpResponseRedirect(f"{here}?done=no-picture#pictures")
    return HttpResponseRedirect(f"{here}#pictures")
