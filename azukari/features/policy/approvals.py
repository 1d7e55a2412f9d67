"""What needs whoever writes the policy today: a draft that needs a second person, or that was refused when due."""

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from azukari.core.policy_versions import draft as drafts
from azukari.policy.decide import may_act
from azukari.policy.terms import Act, Actor, Policy
from azukari.shells.staff.needs import Need


def waiting(actor: Actor, policy: Policy, now: datetime) -> list[Need]:  # noqa: ARG001 - as every provider is asked
    """The lines on the home page. One query for whoever writes or approves the policy, none for anybody else."""
    writes, approves = may_act(policy, Act.POLICY_EDIT, actor), may_act(policy, Act.POLICY_APPROVE, actor)
    draft = drafts.find() if writes or approves else None
    if draft is None:
        return []
    found, there = [], reverse("console-policy-changes")
    if writes and draft.refused_code:
        words = _("The policy was not published when it was due. See why.")
        found.append(Need(words, there, "book", urgent=True))
    asked = draft.proposed_version == draft.version != draft.approved_version
    if approves and asked and drafts.may_approve(draft, actor):
        found.append(Need(_("A draft of the policy needs your approval."), there, "book"))
    return found
