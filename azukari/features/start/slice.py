"""Desk of a new instance: the way from an empty house to a form that people fill in."""

from django.utils.translation import gettext_lazy as _

from azukari.features.start.guide import left, to_begin_with
from azukari.policy.terms import Act
from azukari.shells.staff.menu import Group, MenuEntry
from azukari.shells.staff.needs import register_first
from azukari.slice import Hook, Routes, Slice

SLICE = Slice(
    name="start",
    menu=(
        MenuEntry(
            "console-start",
            _("Getting started"),
            "arrow",
            order=79,
            group=Group.SYSTEM,
            acts=frozenset({Act.POLICY_EDIT}),
        ),
    ),
    needs=(left,),
    routes=Routes(staff="azukari.features.start.urls"),
    hooks=(Hook(register_first, to_begin_with),),
)
