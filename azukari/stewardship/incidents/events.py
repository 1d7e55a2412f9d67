"""What is recorded of incidents: references and counts, never what was written; and what a person is told of it."""

from django.utils.translation import gettext as _

from azukari.ledger.catalogue import NOBODY, WHO, EventWords, Sentence, Sort, declare
from azukari.ledger.shapes import ID, NUMBER, SLUG, TRUTH

_ABOUT = {**WHO, "incident": ID, "drill": TRUTH}

OPENED = declare("incidents:incident:opened", {**_ABOUT, "code": SLUG}, NOBODY)
DECIDED = declare("incidents:incident:decided", {**_ABOUT, "code": SLUG}, NOBODY)
TRACED = declare("incidents:people:traced", {**_ABOUT, "by": SLUG, "count": NUMBER}, NOBODY)
DUTY_DONE = declare("incidents:duty:done", {**_ABOUT, "duty": SLUG}, NOBODY)
NOTICE_MADE = declare("incidents:notice:made", {**_ABOUT, "count": NUMBER}, NOBODY)
LESSON_SET = declare("incidents:lesson:set", {**_ABOUT, "action": ID}, NOBODY)
LESSON_DONE = declare("incidents:lesson:done", {**_ABOUT, "action": ID}, NOBODY)
INCIDENT_CLOSED = declare("incidents:incident:closed", _ABOUT, NOBODY)

TOLD = declare(
    "incidents:person:told",
    {"incident": ID},
    EventWords(
        Sort.MAIL,
        "alert",
        person=lambda _t, _p: Sentence(_("We told you that something happened to your data")),
        staff=lambda _t, _p: Sentence(_("Was told of an incident with their data")),
    ),
)
