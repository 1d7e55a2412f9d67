"""What needs a privacy officer today: a draft that waits for a second person."""

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from azukari.accounts.needs import Need
from azukari.charter import draft as drafts
from azukari.policy.decide import may_act
from azukari.policy.terms import Act, Actor, Policy


def waiting(actor: Actor, policy: Policy, now: datetime) -> list[Need]:  # noqa: ARG001 - as every provider is asked
    """The line on the home page of whoever can approve. One query for officers, none for anybody else."""
    if not may_act(policy, Act.POLICY_APPROVE, actor):
        return []
    draft = drafts.find()
    if draft is None or draft.proposed_version != draft.version or draft.approved_version == draft.version:
        return []
    if not drafts.may_approve(draft, actor):
        return []
    return [Need(_("A draft of the policy waits for your approval."), reverse("console-policy-changes"), "book")]
