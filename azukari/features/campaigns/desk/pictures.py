"""Pictures of a campaign's page at the desk: put in with words for those who do not see them, and taken off again."""

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse

from azukari.core.appearance.picture import NotAPicture
from azukari.features.campaigns.desk.pages import NO_PICTURE, page_fields, picture_fields, shown
from azukari.features.campaigns.desk.served import serves_campaign
from azukari.features.campaigns.pictures import put_on_page
from azukari.features.campaigns.pictures import take_off as take_off_page
from azukari.shells.staff.answer import uuid
from azukari.shells.staff.fields import Questions, by_language
from azukari.shells.staff.form_desk import FormDesk
from azukari.shells.staff.form_uploads import takes_a_file
from azukari.shells.staff.overtaken import marked
from azukari.shells.staff.post_only import post_only


def _put(request: HttpRequest, desk: FormDesk) -> HttpResponse:
    """Put a picture below the text of the page."""
    upload = Questions(picture_fields(desk.policy), request.POST, request.FILES)
    file = request.FILES.get("file")
    if upload.is_valid() and isinstance(file, UploadedFile):
        words = by_language("words", upload.cleaned_data, desk.policy)
        try:
            put_on_page(file.read(), words, form=desk.form.slug, actor=desk.who.actor, now=desk.now)
        except NotAPicture:
            upload.add_error("file", NO_PICTURE)
        else:
            return desk.to("console-campaign", done="picture", part="pictures")
    return shown(request, desk, marked(Questions(page_fields(desk))), upload=upload, status=422)


put = post_only("console-campaign", "slug")(takes_a_file(serves_campaign, _put))


@post_only("console-campaign", "slug")
@serves_campaign
def take_off(request: HttpRequest, desk: FormDesk) -> HttpResponse:
    """Delete a picture, and take it out of the text."""
    if (picture := uuid(request.POST.get("picture", ""))) is None:
        return shown(request, desk, marked(Questions(page_fields(desk))), status=422)
    take_off_page(picture, form=desk.form.slug, now=desk.now)
    return desk.to("console-campaign", done="picture-off", part="pictures")
