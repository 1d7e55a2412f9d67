"""Addresses of the volunteers' desk, below ``/console/``."""

from django.urls import path

from azukari.features.volunteers.desk import editing, hours, listing, numbers, roll, screening

urlpatterns = [
    path("volunteers/", listing.first, name="console-volunteers"),
    path("volunteers/<slug:slug>/", listing.shifts, name="console-shifts"),
    path("volunteers/<slug:slug>/openings/", listing.openings, name="console-openings"),
    path("volunteers/<slug:slug>/openings/new/", editing.edit, name="console-opening-new"),
    path("volunteers/<slug:slug>/openings/<uuid:opening>/", editing.edit, name="console-opening"),
    path("volunteers/<slug:slug>/openings/<uuid:opening>/shifts/", editing.add, name="console-shifts-add"),
    path("volunteers/<slug:slug>/shifts/<uuid:shift>/", roll.show, name="console-shift"),
    path("volunteers/<slug:slug>/shifts/<uuid:shift>/telephone/", roll.telephone, name="console-shift-telephone"),
    path("volunteers/<slug:slug>/shifts/<uuid:shift>/emergency/", roll.emergency, name="console-shift-emergency"),
    path("volunteers/<slug:slug>/shifts/<uuid:shift>/attend/", roll.attendance, name="console-shift-attend"),
    path("volunteers/<slug:slug>/shifts/<uuid:shift>/places/", roll.places, name="console-shift-places"),
    path("volunteers/<slug:slug>/shifts/<uuid:shift>/off/", roll.off, name="console-shift-off"),
    path("volunteers/<slug:slug>/numbers/", numbers.show, name="console-volunteers-numbers"),
    path("volunteers/<slug:slug>/numbers/table/", numbers.table, name="console-volunteers-table"),
    path("volunteers/<slug:slug>/hours/", hours.show, name="console-volunteers-hours"),
    path("volunteers/<slug:slug>/hours/undo/", hours.take_out, name="console-volunteers-hours-undo"),
    path("volunteers/<slug:slug>/screening/", screening.show, name="console-screening"),
    path(
        "people/<uuid:person_id>/screening/<uuid:submission_id>/<uuid:requirement>/",
        screening.note,
        name="console-person-screening",
    ),
]
