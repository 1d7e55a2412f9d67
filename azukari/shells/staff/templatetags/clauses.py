"""Where in the policy a clause stands, for a template of the console."""

from typing import Any

from django import template

from azukari.core.policy_versions.of_request import policy_of
from azukari.shells.staff.refusals import clause_in_words

register = template.Library()


@register.simple_tag(takes_context=True)
def clause_words(context: dict[str, Any], clause: str) -> str:
    """The clause as the page of the policy heads it; ``""`` for a part that has no name among staff."""
    return clause_in_words(clause, policy_of(context["request"]))
