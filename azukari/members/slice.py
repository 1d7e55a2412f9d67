"""Slice of members: who belongs to the organisation, and what they paid."""

from django.utils.translation import gettext_lazy as _

from azukari.lib.sections import Section
from azukari.members.desk.dues import section
from azukari.members.form_kind import KIND
from azukari.members.holder import MembersHolder
from azukari.slice import Slice

SLICE = Slice(
    name="members",
    form_kinds=(KIND,),
    holders=(MembersHolder(),),
    person_sections=(
        Section(
            "dues",
            "members/desk/dues.html",
            section,
            done={
                "paid": _(
                    "The payment is in the books. What the law has us keep of it begins, and the person can see it."
                ),
                "not-paid": _("Write the day, today or earlier, and an amount in yen without decimals."),
                "payment-removed": _("The entry is removed. What only it kept is erased within a day."),
            },
        ),
    ),
    desk_urls="azukari.members.desk.urls",
)
