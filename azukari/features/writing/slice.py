"""Slice of writing to people: a reply to what somebody sent in, and the templates that it begins with."""

from django.utils.translation import gettext_lazy as _

from azukari.features.writing.drafts import DraftHolder
from azukari.features.writing.list_letter import LETTER
from azukari.features.writing.replies import at_person, replying
from azukari.lib.sections import Section
from azukari.slice import Place, Routes, Slice

SLICE = Slice(
    name="writing",
    sections=(
        Section(Place.PERSON, "write", "console/links_alone.html", at_person),
        Section(
            Place.SUBMISSION,
            "replies",
            "writing/desk/replies.html",
            replying,
            done={
                "replied": _("The reply is on its way. It is shown below and on the person’s own page."),
                "drafted": _("The draft is kept. The colleague who takes this over finds it here."),
                "noted": _("Your note is kept. It goes with the submission."),
                "replied-closed": _("The reply is on its way, and the matter is closed."),
            },
        ),
    ),
    holders=(DraftHolder(),),
    letters=(LETTER,),
    routes=Routes(staff="azukari.features.writing.urls"),
)
