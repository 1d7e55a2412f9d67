"""The desk's words: kinds, channels, states, steps, and a clock as people read it. In the active language."""

from datetime import datetime, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from azukari.core.cases.clocks import counted_to
from azukari.policy.casework import CaseChannel, CaseKind, CaseState, Identity, Outcome, ReplyBy
from azukari.policy.deadline import Clock, DeadlineStatus
from azukari.policy.office import is_business_day
from azukari.policy.terms import Policy


def kind_in_words(kind: str) -> str:
    """What is asked for."""
    return {
        CaseKind.RELEASE: _("Access to personal data"),
        CaseKind.CORRECTION: _("Correction"),
        CaseKind.ADDITION: _("Addition"),
        CaseKind.ELIMINATION: _("Erasure"),
        CaseKind.STOP_USE: _("Stop using the data"),
        CaseKind.STOP_PROVISION: _("Stop sharing the data"),
        CaseKind.OBJECTION: _("Objection"),
        CaseKind.WITHDRAWAL: _("Withdrawal of consent"),
        CaseKind.PORTABILITY: _("Data portability"),
        CaseKind.COMPLAINT: _("Complaint"),
        CaseKind.QUESTION: _("Question about personal data"),
    }[CaseKind(kind)]


def channel_in_words(channel: str) -> str:
    return {
        CaseChannel.OWN_PAGE: _("own page"),
        CaseChannel.FORM: _("contact form"),
        CaseChannel.PHONE: _("telephone"),
        CaseChannel.LETTER: _("letter"),
        CaseChannel.AGENT: _("an agent"),
    }[CaseChannel(channel)]


def state_in_words(state: str) -> str:
    return {
        CaseState.RECEIVED: _("received"),
        CaseState.CHECKING: _("identity being checked"),
        CaseState.READY: _("to be decided"),
        CaseState.DECIDED: _("being carried out"),
        CaseState.DONE: _("done, to be answered"),
        CaseState.CLOSED: pgettext("request", "closed"),
    }[CaseState(state)]


def outcome_in_words(outcome: str) -> str:
    words: dict[str, str] = {
        Outcome.GRANTED: _("granted"),
        Outcome.PARTLY: _("granted in part"),
        Outcome.REFUSED: _("refused"),
        Outcome.ANSWERED: _("question answered"),
        Outcome.TAKEN_BACK: _("withdrawn"),
    }
    return words.get(outcome, "")


def identity_in_words(identity: str) -> str:
    words = {
        Identity.CONFIRMED_ADDRESS: _("signed in with a link emailed to a confirmed address"),
        Identity.CALL_BACK: _("called back at a number that we held"),
        Identity.POST_CODE: _("told us the code that we posted"),
        Identity.DOCUMENT: _("showed a document (no copy is kept)"),
    }
    return words[Identity(identity)] if identity else ""


def asked_in_words(identity: str) -> str:
    """How somebody was asked to show who they are; whether they have is another matter."""
    words = {
        Identity.CONFIRMED_ADDRESS: _("by a link, mailed only to a confirmed address"),
        Identity.CALL_BACK: _("by a call to a number that we hold"),
        Identity.POST_CODE: _("by a code in a letter"),
        Identity.DOCUMENT: _("by a document (no copy is kept)"),
    }
    return words[Identity(identity)] if identity else ""


def reply_in_words(reply: str) -> str:
    return {
        ReplyBy.MAIL: _("by email"),
        ReplyBy.PHONE: _("by telephone"),
        ReplyBy.LETTER: _("by letter"),
    }[ReplyBy(reply)]


def step_in_words(event: str) -> str:
    """One line of the case's own trail; ``""`` for a step that there is not."""
    words = {
        "received": _("Received"),
        "connected": _("Connected with a record"),
        "kind-said": _("Written down what is asked for"),
        "identity-asked": _("Asked to show who they are"),
        "identity-shown": _("Identity shown"),
        "wrong-code": _("Told us a code that is not the posted one"),
        "extended": _("Told that it takes longer, and why"),
        "noted": _("Something was noted"),
        "passed-on": _("Passed on to others of the desk"),
        "decided": _("Decided"),
        "carried-out": _("Carried out, and checked by a scan"),
        "answered": _("Answered"),
        "taken-back": _("Withdrawn by the person"),
        "record-gone": _("The record went out of use: erased, or locked away for a law"),
        "hold-set": _("A legal hold was set"),
        "hold-lifted": _("A legal hold was lifted"),
        "agent-confirmed": _("Confirmed by the person: the agent asks for them"),
        "agent-denied": _("The person says that it is not from them; nothing is done"),
        "handed-over": _("The data was handed over as an encrypted file"),
    }
    return words.get(event, "")


def own_step_in_words(event: str) -> str:
    """The same line on the person's own page, where it speaks to them."""
    words = {
        "connected": _("Connected with what we hold about you"),
        "identity-asked": _("We asked you to show who you are"),
        "identity-shown": _("You showed who you are"),
        "wrong-code": _("A code was told us that is not the posted one"),
        "taken-back": _("You withdrew it"),
        "agent-confirmed": _("You confirmed that the agent asks for you"),
        "agent-denied": _("You said that it is not from you; nothing is done"),
    }
    return words.get(event) or step_in_words(event)


def clock_in_words(clock: Clock, policy: Policy, now: datetime) -> str:
    """How much time is left, in a sentence: ``2 working days left``, ``over by 3 days``."""
    if clock.standing is DeadlineStatus.TAKEN_BACK:
        return outcome_in_words(Outcome.TAKEN_BACK)
    if clock.standing is DeadlineStatus.ANSWERED:
        return _("answered in time")
    if clock.standing is DeadlineStatus.ANSWERED_LATE:
        return _("answered late")
    if clock.standing is DeadlineStatus.PAUSED:
        return _("paused until the person shows who they are")
    today = policy.organisation.day(now)
    if clock.standing is DeadlineStatus.OVERDUE:
        days = max(1, (today - clock.last_day).days)
        return ngettext("%(count)s day overdue", "%(count)s days overdue", days) % {"count": days}
    left = (counted_to(clock, policy) - today).days
    days = sum(is_business_day(policy.requests.hours, today + timedelta(days=n)) for n in range(1, left + 1))
    if days == 0:
        return _("due today")
    return ngettext("%(count)s working day left", "%(count)s working days left", days) % {"count": days}
