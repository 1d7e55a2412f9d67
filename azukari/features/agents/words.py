"""What agents ask, how they stand on our list, and how their requests stand: in words, in the active language."""

from django.utils.translation import gettext as _

from azukari.features.agents.models import AgentState
from azukari.policy.agency import Exercise, RequestStatus, Status, Why


def exercise_in_words(exercise: str) -> str:
    """What is asked, as the person would say it."""
    return {
        Exercise.ACCESS: _("to see everything that is held about you"),
        Exercise.SPECIFIC: _("to see everything that is held about you"),
        Exercise.CATEGORIES: _("to see which kinds of data are held about you"),
        Exercise.DELETION: _("to erase what is held about you"),
        Exercise.OPT_OUT: _("to pass nothing about you on to others"),
        Exercise.OPT_IN: _("to pass data about you on to others again"),
    }[Exercise(exercise)]


def state_in_words(state: str) -> str:
    return {
        AgentState.ACTIVE: _("may ask"),
        AgentState.PAUSED: _("paused"),
        AgentState.SUSPECTED: _("paused: its requests seem to be forged"),
        AgentState.REMOVED: _("removed"),
    }[AgentState(state)]


def standing_in_words(stands: RequestStatus) -> str:
    """How a request stands, as its agent is told."""
    if stands.why is not Why.NONE:
        return _WHYS[stands.why]()
    return {
        Status.IN_PROGRESS: _("in progress"),
        Status.FULFILLED: _("fulfilled"),
        Status.REVOKED: _("revoked"),
        Status.DENIED: _("denied"),
    }[stands.status]


_WHYS = {
    Why.NEED_USER_VERIFICATION: lambda: _("to be confirmed by the person"),
    Why.SUSPECTED_FRAUD: lambda: _("denied: suspicion of forgery"),
    Why.INSUF_VERIFICATION: lambda: _("denied: identity not shown"),
    Why.NO_MATCH: lambda: _("denied: nothing is held"),
    Why.CLAIM_NOT_COVERED: lambda: _("denied: the law gives no such right here"),
    Why.OUTSIDE_JURISDICTION: lambda: _("denied: under a law that does not apply here"),
    Why.TOO_MANY_REQUESTS: lambda: _("denied: asked too often"),
    Why.OTHER: lambda: _("denied for another reason"),
}
