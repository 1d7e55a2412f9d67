"""Steps with the list of agents: one enters, pauses, resumes, falls under suspicion, or is removed.

Each lets somebody in or shuts them out, so each asks for the password or the second step once more.
"""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from azukari.both_languages import BothLanguages
from azukari.features.agents import listing
from azukari.features.agents.desk.agents import agent_of, moves_of
from azukari.features.agents.models import Agent
from azukari.lib.conflict import InvalidTransition
from azukari.lib.network import is_https
from azukari.policy.terms import Act
from azukari.shells.staff.acts import Doer, form_behind
from azukari.shells.staff.fields import Answers, Fields, Language, Text
from azukari.shells.staff.step import Step, answer


@form_behind(Act.RIGHTS, fresh=True)
def enter(request: HttpRequest, who: Doer) -> HttpResponse:
    """Put an agent on the list."""

    def do(answers: Answers, _version: int) -> str:
        try:
            agent = listing.enter(Agent(**answers), actor=who.actor, now=who.now)
        except listing.AlreadyListed as error:
            raise InvalidTransition("agent.listed", _LISTED) from error
        return reverse("console-agent", args=[agent.id])

    step = Step(
        title=_("Enter an agent"),
        lead=_(
            "Take it from the directory of your network, and compare the key in another way. The holder of that key "
            "can ask in anyone’s name. Nothing is done before the person confirms it."
        ),
        button=_("Put it on the list"),
        above=[_top()],
        fields=_asks(who),
        do=do,
    )
    return answer(request, step)


def _asks(who: Doer) -> Fields:
    before = Agent.objects.order_by("-added_at").values_list("business_id", flat=True).first() or ""

    def code_fault(text: str) -> str:
        return "" if listing.is_code(text) else _("Letters, digits, dots, hyphens and underscores only.")

    return {
        "name": Text(
            _("Name"), max_length=80, help_text=_("As people know it. It appears in the email that asks them.")
        ),
        "code": Text(
            _("Its id in the directory (agent-id)"),
            max_length=64,
            check=code_fault,
        ),
        "verify_key": Text(
            _("Its public key (verify_key)"),
            max_length=64,
            help_text=_("44 characters of base64: an Ed25519 key of 32 bytes."),
            check=lambda text: "" if listing.is_key(text) else _("That is not a key of 32 bytes in base64."),
        ),
        "web_url": Text(
            _("Its web address (web_url)"),
            max_length=200,
            check=lambda text: "" if is_https(text) else _("The address begins with https://."),
        ),
        "callback_host": Text(
            _("Host for callbacks"),
            required=False,
            max_length=120,
            help_text=_(
                "Such as drp.agent.example. We send the status of its requests there, with nothing about the person. "
                "Leave blank if it prefers to ask."
            ),
            check=lambda text: (
                "" if listing.is_host(text) else _("The name of a host only, without https:// or a path.")
            ),
        ),
        "business_id": Text(
            _("Your id in the directory (business-id)"),
            max_length=64,
            initial=before,
            check=code_fault,
        ),
        "lang": Language(_("Language of the people it speaks for"), who.policy, initial=who.lang),
    }


def _words(move: str, name: str) -> tuple[str, str, str]:
    """Title, lead and button of a step, in the active language."""
    told = {"name": name}
    return {
        "pause": (
            _("Pause %(name)s") % told,
            _("No more requests are accepted. Open requests continue, and it can still ask for their status."),
            _("Pause the agent"),
        ),
        "resume": (
            _("Let %(name)s ask again") % told,
            _("Its requests are accepted again from now on. Requests denied in the meantime stay denied."),
            _("Allow requests"),
        ),
        "suspect": (
            _("Requests of %(name)s seem to be forged") % told,
            _(
                "No more requests are accepted. Every unconfirmed request is denied, in the same way for known and "
                "unknown addresses."
            ),
            _("Deny what nobody confirmed"),
        ),
        "remove": (
            _("Remove %(name)s from the list") % told,
            _(
                "Its token opens nothing any more, what nobody has confirmed ends, and it is told nothing further. What"
                " people have confirmed is still done for them."
            ),
            _("Remove it"),
        ),
    }[move]


@form_behind(Act.RIGHTS, fresh=True)
def move(request: HttpRequest, who: Doer, agent_id: UUID, move: str) -> HttpResponse:
    """One step with an agent that is on the list."""
    agent = agent_of(agent_id)
    if move not in listing.MOVES or (request.method != "POST" and move not in moves_of(agent)):
        raise Http404

    def do(_answers: Answers, _version: int) -> None:
        if not listing.move(move, agent.id, actor=who.actor, now=who.now):
            raise InvalidTransition("agent.moved", _MOVED)

    (title, lead, button), danger = _words(move, agent.name), move in ("suspect", "remove")
    step = Step(
        title=title,
        lead=lead,
        button=button,
        above=[_top(), (reverse("console-agent", args=[agent.id]), agent.name)],
        fields={},
        do=do,
        danger=danger,
        icon="cross" if danger else "check",
    )
    return answer(request, step)


def _top() -> tuple[str, str]:
    return reverse("console-agents"), _("Agents")


_LISTED = BothLanguages("An agent of that id is on the list already.")
_MOVED = BothLanguages("Someone has already changed it. Reload its page.")
