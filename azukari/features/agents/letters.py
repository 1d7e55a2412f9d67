"""The mail that asks a person whether an agent speaks for them. It names the agent and what it asks, and nobody."""

from datetime import datetime

from django.utils.translation import gettext as _

from azukari.core.mail.letter import Letter
from azukari.core.mail.models import Message
from azukari.core.policy_versions.current import current
from azukari.features.agents import confirming
from azukari.features.agents.models import AgentRequest
from azukari.features.agents.words import exercise_in_words


def asking_letter(message: Message, now: datetime) -> Letter | None:
    """Was it you who had this asked?"""
    if message.reference is None or not confirming.is_asked(message.reference, now=now):
        return None
    request = AgentRequest.objects.select_related("agent").get(id=message.reference)
    words = {
        "agent": request.agent.name,
        "what": exercise_in_words(request.exercise),
        "organisation": current().policy.organisation.name[message.lang],
    }
    return Letter(
        subject=_("Is %(agent)s asking in your name?") % words,
        paragraphs=(
            _("%(agent)s has sent a request to %(organisation)s and says that it comes from you: %(what)s.") % words,
            _("We do nothing until you answer. Open the page below and choose."),
        ),
        action=(
            _("Open the page"),
            confirming.LINK.address(request.id, lang=message.lang, expires=request.confirm_by),
        ),
        after=(
            _("The link works for 14 days. Please do not share it with anyone, including %(agent)s.") % words,
            _("If you did not ask for this, say so there or ignore this email. Nothing happens without your answer."),
        ),
    )
