"""Which submissions of a form a list shows: by state, by days, by whose they are. All of it may stand in an address."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.http import urlencode
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from azukari.core.accounts.models import User
from azukari.core.forms.handled_words import in_words
from azukari.core.forms.kinds import of
from azukari.core.forms.models import Channel, Handled, Handling, State, Submission
from azukari.core.mail.models import Message
from azukari.core.mail.retrying import GIVEN_UP
from azukari.lib.day import begins
from azukari.policy.terms import Form
from azukari.shells.staff.answer import Problem
from azukari.shells.staff.people_filter import Chip, day_chips, read_days

_MANY = 1_000

UNDELIVERED = "undelivered"
"""The state of a submission whose person could not be reached to confirm it."""

UNREACHED = Exists(Message.objects.filter(GIVEN_UP, reference=OuterRef("id"))) & Q(state=State.PENDING)
"""A mail to confirm it was given up."""

NEW = Q(handling__isnull=True) | Q(handling__state=Handled.NEW)
TO_READ = Q(state=State.ACCEPTED) & ~Q(channel=Channel.IMPORT) & NEW
"""What somebody here has to read: it counts, it did not come with a list, and nobody has taken it up."""


def handled(submission: Submission) -> str:
    """How far somebody is with a submission that came with its handling; blank where nobody has to read it."""
    handling = getattr(submission, "handling", None)
    is_new = submission.state == State.ACCEPTED and submission.channel != Channel.IMPORT
    return str(handling.state) if handling else Handled.NEW if is_new else ""


@dataclass(frozen=True, slots=True)
class Filter:
    """
    Args:
        state: one of `states`, ``""`` for all.
        mine: only what the reader takes care of.
        since, until: the first day and the last, by the day of arrival; None for all.
    """

    state: str = ""
    mine: bool = False
    since: date | None = None
    until: date | None = None

    def pairs(self) -> dict[str, str]:
        found = {"state": self.state, "mine": "1" if self.mine else "", "since": self.since, "until": self.until}
        return {name: str(value) for name, value in found.items() if value}

    @property
    def query(self) -> str:
        return urlencode(self.pairs())

    @property
    def narrowed(self) -> bool:
        return bool(self.pairs())


@dataclass(frozen=True, slots=True)
class Tab:
    """One of the states to choose; ``query`` keeps the days."""

    value: str
    label: str
    query: str
    chosen: bool


def states(form: Form) -> dict[str, str]:
    """The states that a form's submissions can have, in words."""
    handled = {state.value: in_words(state) for state in Handled} if of(form.kind).is_answered else {}
    return {
        "": pgettext("submissions", "All"),
        **handled,
        State.ACCEPTED.value: pgettext("submissions", "Confirmed"),
        State.PENDING.value: _("Waiting for confirmation"),
        UNDELIVERED: _("Mail did not arrive"),
    }


def tabs(form: Form, wanted: Filter) -> list[Tab]:
    """The states with where they lead, and what the reader takes care of where somebody answers such forms."""
    days = {name: value for name, value in wanted.pairs().items() if name in ("since", "until")}
    found = [
        Tab(
            value,
            label,
            urlencode(({"state": value} if value else {}) | days),
            wanted.state == value and not (wanted.mine and not value),
        )
        for value, label in states(form).items()
    ]
    if of(form.kind).is_answered:
        mine = Tab("mine", _("Mine"), urlencode({"mine": "1"} | days), wanted.mine and not wanted.state)
        found.insert(1, mine)
    return found


def chips(wanted: Filter) -> list[Chip]:
    """What narrows the list besides its state, each with the link that removes it."""
    lang = get_language() or "ja"
    mine = [Chip(_("in your hands"), replace(wanted, mine=False).query)] if wanted.mine else []
    return mine + day_chips(wanted, lang)


def read(data: Mapping[str, str], form: Form) -> tuple[Filter, list[Problem]]:
    """The filter out of an address; what makes no sense is left out, and named."""
    problems: list[Problem] = []
    state = data.get("state", "")
    if state not in states(form):
        problems.append(Problem("state", _("Choose a state out of the list.")))
        state = ""
    since, until = read_days(data, problems)
    return Filter(state, data.get("mine") == "1", since, until), problems


def submissions(form: Form, wanted: Filter, *, me: User, zone: ZoneInfo) -> QuerySet[Submission]:
    """The submissions of ``form`` that fit, newest first. What is kept apart as spam is none of them."""
    found = Submission.objects.filter(form=form.slug, suspicion__isnull=True)
    if wanted.state == Handled.NEW:
        found = found.filter(TO_READ)
    elif wanted.state in Handled:
        found = found.filter(handling__state=wanted.state)
    elif wanted.state in State:
        found = found.filter(state=wanted.state)
    elif wanted.state == UNDELIVERED:
        found = found.filter(UNREACHED)
    if wanted.mine:
        own = Handling.objects.filter(assignee=me)
        if own[: _MANY + 1].count() > _MANY:  # then the newest are soon found among all, and to sort mine is long
            found = found.filter(Exists(own.filter(submission_id=OuterRef("id"))))
        else:
            found = found.filter(handling__assignee=me)
    if wanted.since:
        found = found.filter(created_at__gte=begins(wanted.since, zone))
    if wanted.until:
        found = found.filter(created_at__lt=begins(wanted.until, zone) + timedelta(days=1))
    return found.order_by("-created_at", "-id")
