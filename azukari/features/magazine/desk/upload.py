"""A picture for issues of a list is uploaded: read in memory, made anew, and kept under an address of its own."""

from uuid import UUID

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from azukari.core.appearance.picture import NotAPicture
from azukari.features.magazine.desk.door import issue_at, serves_list
from azukari.features.magazine.pictures import add
from azukari.shells.staff.fields import Upload
from azukari.shells.staff.form_desk import FormDesk
from azukari.shells.staff.form_uploads import takes_a_file
from azukari.shells.staff.post_only import post_only


class PictureForm(forms.Form):
    """The file."""

    file = Upload(
        _("A picture"),
        accept="image/png,image/jpeg,image/webp,image/gif",
        help_text=_("It is saved again at most 1200 pixels wide; location and names in the file are removed."),
    )


def _take(request: HttpRequest, desk: FormDesk, issue_id: UUID) -> HttpResponse:
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


picture = post_only("console-magazine-edit", "slug", "issue_id")(takes_a_file(serves_list, _take))
