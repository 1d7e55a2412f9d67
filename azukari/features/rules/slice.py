"""Slice of rules: what laws and standards ask, how it is met, the records of processing, the auditor's bundle (P32)."""

from django.utils.translation import gettext_lazy as _

from azukari.features.rules.asked import asked
from azukari.features.rules.control import CONTROL
from azukari.policy.terms import Act
from azukari.shells.staff import audit_questions
from azukari.shells.staff.menu import Group, MenuEntry
from azukari.slice import Hook, Routes, Slice

SLICE = Slice(
    name="rules",
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
    routes=Routes(staff="azukari.features.rules.desk.urls"),
    hooks=(Hook(audit_questions.register, asked),),
)
