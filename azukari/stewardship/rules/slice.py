"""Slice of rules: what laws and standards ask, how it is met, the records of processing, the auditor's bundle (P32)."""

from django.utils.translation import gettext_lazy as _

from azukari.desk import audit_questions
from azukari.desk.menu import Group, MenuEntry
from azukari.policy.terms import Act
from azukari.slice import Hook, Slice
from azukari.stewardship.rules.asked import asked
from azukari.stewardship.rules.control import CONTROL

SLICE = Slice(
    name="stewardship.rules",
    controls=(CONTROL,),
    menu=(
        MenuEntry(
            "console-rules",
            _("Rules and records"),
            "scales",
            order=88,
            group=Group.PRIVACY,
            acts=frozenset({Act.AUDIT, Act.SUPERVISE}),
        ),
    ),
    desk_urls="azukari.stewardship.rules.desk.urls",
    hooks=(Hook(audit_questions.register, asked),),
)
