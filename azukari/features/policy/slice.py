"""Desk of the policy: its draft, its publication, and what waits for a second yes."""

from django.utils.translation import gettext_lazy as _

from azukari.features.policy.approvals import waiting
from azukari.policy.terms import Act
from azukari.shells.staff.menu import Group, MenuEntry
from azukari.slice import Routes, Slice

SLICE = Slice(
    name="policy",
    menu=(
        MenuEntry(
            "console-policy",
            _("Policy"),
            "book",
            order=80,
            group=Group.PRIVACY,
            acts=frozenset({Act.POLICY_EDIT, Act.POLICY_APPROVE}),
        ),
    ),
    needs=(waiting,),
    routes=Routes(staff="azukari.features.policy.urls"),
)
