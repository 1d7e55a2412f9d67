"""What becomes of what people send in, as the ledger keeps it and tells of it: received, confirmed, handled, ended."""

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from azukari.core.forms import handled_words
from azukari.core.forms.models import Submission
from azukari.core.ledger.catalogue import NOBODY, EventWords, Kind, Payload, Sentence, Sort, Tell, Teller, declare, says
from azukari.core.ledger.events import Event, as_reference, done_by
from azukari.core.ledger.shapes import ACTOR, HASH, ID, NUMBER, ROLE, SLUG, TIME, TRUTH, Shape
from azukari.policy.terms import Actor


def _words(t: Teller, p: Payload) -> dict[str, str]:
    return {"form": t.form(p), "who": t.who(p)}


_STAFF, _MAIL = "staff", "mail"  # channels of `models.Channel`
_SUBMISSION = {"submission": ID, "form": SLUG}
REGISTRATION: Mapping[str, Shape] = {"actor": ACTOR, **_SUBMISSION}
"""What is recorded of anything that is done with a registration (`about`)."""
type Detail = Callable[[Teller, Payload], str]
_JUDGED = {**_SUBMISSION, "charter": NUMBER}
_READ = {"notice": HASH, "lang": SLUG, "consents": SLUG}


def _received(t: Teller, p: Payload) -> Sentence:
    if p.get("channel") == _MAIL:
        return Sentence(_("Your email was kept under “%(form)s”") % _words(t, p))
    if p.get("channel") != _STAFF:
        return Sentence(_("You filled in “%(form)s”") % _words(t, p))
    return Sentence(_("%(who)s entered “%(form)s” for you, as you told us") % _words(t, p))


def _received_for_staff(t: Teller, p: Payload) -> Sentence:
    if p.get("channel") == _MAIL:
        return Sentence(_("An email was kept under “%(form)s”") % _words(t, p))
    if p.get("channel") != _STAFF:
        return Sentence(_("Filled in “%(form)s”") % _words(t, p))
    return Sentence(_("“%(form)s” was entered by %(who)s") % _words(t, p))


SUBMISSION_RECEIVED = declare(
    "form:submission:received",
    {
        "actor": ACTOR,
        **_JUDGED,
        **_READ,
        "channel": SLUG,
        "import": ID,
        "method": SLUG,
        "day": TIME,
        "sha256": HASH,
        "purposes": SLUG,
        "begins": TIME,
        "values": NUMBER,
    },
    EventWords(Sort.FORM, "form", person=_received, staff=_received_for_staff),
)
SUBMISSION_REFUSED = declare(
    "form:submission:refused",
    REGISTRATION,
    NOBODY,  # let go unconfirmed, with the record that it alone made: nobody can ever come in to see it
    gettext_lazy("Submission refused"),
)


def _confirmed(t: Teller, p: Payload) -> Sentence:
    title = _("You confirmed “%(form)s”") if p.get("confirmed") else _("“%(form)s” was accepted")
    return Sentence(title % _words(t, p))


def _confirmed_for_staff(t: Teller, p: Payload) -> Sentence:
    title = _("Confirmed: “%(form)s”") if p.get("confirmed") else _("Accepted: “%(form)s”")
    return Sentence(title % _words(t, p))


SUBMISSION_CONFIRMED = declare(
    "form:submission:confirmed",
    {**_JUDGED, "confirmed": TRUTH, "import": ID, "method": SLUG, "day": TIME},
    EventWords(Sort.FORM, "check", person=_confirmed, staff=_confirmed_for_staff),
)
SUBMISSION_REPEATED = declare(
    "form:submission:repeated",
    _SUBMISSION,
    EventWords(
        Sort.FORM,
        "check",
        person=says(gettext_lazy("You filled in “%(form)s” again; it counts once")),
        staff=says(gettext_lazy("Filled in again, counted once: “%(form)s”")),
    ),
)
SUBMISSION_READDRESSED = declare(
    "form:submission:readdressed",
    _SUBMISSION,
    EventWords(
        Sort.FORM,
        "pen",
        person=says(gettext_lazy("You corrected your email address before confirming “%(form)s”")),
        staff=says(gettext_lazy("Email address corrected before confirming: “%(form)s”")),
    ),
)
SUBMISSION_ADDED = declare(
    "form:submission:added",
    {"actor": ACTOR, **_JUDGED, **_READ, "categories": SLUG},
    EventWords(
        Sort.FORM,
        "pen",
        person=says(gettext_lazy("You added to “%(form)s”")),
        staff=says(gettext_lazy("Added to “%(form)s”")),
    ),
)
SUBMISSION_JOINED = declare(
    "person:submission:joined",
    {"submission": ID},
    EventWords(
        Sort.FORM,
        "chain",
        person=says(gettext_lazy("It was added to your earlier registration with the same address")),
        staff=says(gettext_lazy("Added to the person who confirmed the same address before")),
    ),
)
SUBMISSION_HANDLED = declare(
    "form:submission:handled",
    {**REGISTRATION, "state": SLUG, "assignee": ROLE, "ends": TIME},
    EventWords(Sort.FORM, "check", person=handled_words.handled, staff=handled_words.handled_for_staff),
)
REPLY_WRITTEN = declare(
    "form:reply:written",
    REGISTRATION,
    EventWords(
        Sort.FORM,
        "send",
        person=says(gettext_lazy("%(who)s replied to “%(form)s”")),
        staff=says(gettext_lazy("“%(form)s”: a reply by %(who)s")),
    ),
)
SUBMISSION_CLEARED = declare(
    "form:submission:cleared",
    REGISTRATION,
    EventWords(
        Sort.FORM,
        "check",
        person=says(gettext_lazy("“%(form)s”: we checked it because it looked automatic, and it is fine")),
        staff=says(gettext_lazy("“%(form)s” looked like spam; cleared by %(who)s")),
    ),
)
REGISTRATION_ENDED = declare(
    "form:registration:ended",
    {**REGISTRATION, "reason": SLUG, "day": TIME, "ends": TIME},
    EventWords(Sort.FORM, "clock", person=handled_words.ended, staff=handled_words.ended_for_staff),
)
REGISTRATION_RESUMED = declare(
    "form:registration:resumed",
    REGISTRATION,
    EventWords(
        Sort.FORM,
        "undo",
        person=says(gettext_lazy("%(who)s reversed the end of “%(form)s”: it continues")),
        staff=says(gettext_lazy("The end of “%(form)s” was reversed by %(who)s")),
    ),
)
SERVICE_ENDED = declare(
    "form:service:ended",
    {"charter": NUMBER, "form": SLUG, "purpose": SLUG, "count": NUMBER, "day": TIME},
    NOBODY,
    gettext_lazy("A use ended for everybody of a form"),
)
GUARDIAN_ASKED = declare(
    "form:guardian:asked",
    _JUDGED,
    EventWords(
        Sort.FORM,
        "mail",
        person=says(gettext_lazy("We asked your parent or guardian about “%(form)s”")),
        staff=says(gettext_lazy("A parent or guardian was asked: “%(form)s”")),
    ),
)
GUARDIAN_AGREED = declare(
    "form:guardian:agreed",
    _JUDGED,
    EventWords(
        Sort.FORM,
        "check",
        person=says(gettext_lazy("Your parent or guardian agreed to “%(form)s”")),
        staff=says(gettext_lazy("A parent or guardian agreed: “%(form)s”")),
    ),
)
GUARDIAN_REFUSED = declare(
    "form:guardian:refused",
    _JUDGED,
    EventWords(
        Sort.FORM, "cross", person=says(gettext_lazy("Your parent or guardian did not agree to “%(form)s”")), staff=None
    ),
    gettext_lazy("Parent or guardian did not agree"),
)
IMPORT_RUN = declare(
    "staff:import:run",
    {
        "actor": ACTOR,
        "import": ID,
        "form": SLUG,
        "charter": NUMBER,
        "method": SLUG,
        "sha256": HASH,
        "count": NUMBER,
        "refused": NUMBER,
        "complete": TRUTH,
    },
    NOBODY,
    gettext_lazy("List imported"),
)


def happens(
    name: str, icon: str, person: Promise, staff: Promise, *, detail: Detail | None = None, **more: Shape
) -> Kind:
    """Declare what happens to a registration, with a sentence for each side, in which ``%(who)s`` is whoever did it.

    Args:
        detail: what is told beside both sentences.
        more: what is recorded besides `REGISTRATION`.
    """

    def told(title: Promise) -> Tell:
        said = says(title)
        return lambda t, p: said(t, p)._replace(detail=detail(t, p)) if detail else said(t, p)

    words = EventWords(Sort.GRANT, icon, person=told(person), staff=told(staff))
    return declare(name, {**REGISTRATION, **more}, words)


def about(kind: Kind, submission: Submission, /, *, by: Actor | None = None, **more: Any) -> Event:
    """What happened to a submission, on the trail of its person.

    Args:
        by: who did it, where that is told.
        more: what else the ledger keeps of it; ids become text.
    """
    named = {"submission": submission.id, "form": submission.form, **more}
    if by:
        return done_by(by, kind, submission.person_id, **named)
    return Event(kind, {key: as_reference(value) for key, value in named.items()}, submission.person_id)
