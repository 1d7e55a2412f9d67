"""What is recorded of incidents: references and counts, never what was written; and what a person is told of it."""

from django.utils.translation import gettext_lazy

from azukari.core.ledger.catalogue import NOBODY, WHO, EventWords, Sort, declare, says
from azukari.core.ledger.shapes import ID, NUMBER, SLUG, TRUTH

_ABOUT = {**WHO, "incident": ID, "drill": TRUTH}

OPENED = declare("incidents:incident:opened", {**_ABOUT, "code": SLUG}, NOBODY, gettext_lazy("Incident opened"))
DECIDED = declare(
    "incidents:incident:decided", {**_ABOUT, "code": SLUG}, NOBODY, gettext_lazy("Duties of an incident decided")
)
TRACED = declare(
    "incidents:people:traced",
    {**_ABOUT, "by": SLUG, "count": NUMBER},
    NOBODY,
    gettext_lazy("People of an incident traced"),
)
DUTY_DONE = declare("incidents:duty:done", {**_ABOUT, "duty": SLUG}, NOBODY, gettext_lazy("Duty of an incident done"))
NOTICE_MADE = declare(
    "incidents:notice:made", {**_ABOUT, "count": NUMBER}, NOBODY, gettext_lazy("Notice of an incident made")
)
LESSON_SET = declare(
    "incidents:lesson:set", {**_ABOUT, "action": ID}, NOBODY, gettext_lazy("Lesson of an incident set")
)
LESSON_DONE = declare(
    "incidents:lesson:done", {**_ABOUT, "action": ID}, NOBODY, gettext_lazy("Lesson of an incident carried out")
)
INCIDENT_CLOSED = declare("incidents:incident:closed", _ABOUT, NOBODY, gettext_lazy("Incident closed"))

TOLD = declare(
    "incidents:person:told",
    {"incident": ID},
    EventWords(
        Sort.MAIL,
        "alert",
        person=says(gettext_lazy("We told you that something happened to your data")),
        staff=says(gettext_lazy("Was told of an incident with their data")),
    ),
)
