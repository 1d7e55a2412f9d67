"""Uses of a purpose: which of the standard uses its data may serve, as the policy says or by default (law 12).

A policy that does not say so for a purpose means what the kind of its forms is for. So an earlier charter keeps its
meaning, and a purpose of one service is no licence for another.
"""

from collections.abc import Mapping

from azukari.policy.explain import joined
from azukari.policy.terms import (
    EVERYBODY,
    FormKind,
    Ground,
    Policy,
    RecipientKind,
    Text,
    Use,
)

BY_RECIPIENTS = frozenset({Use.PUBLISH, Use.HAND_OVER})
"""Uses that follow from the policy's list of recipients, and need not be said twice."""

_OF_KIND: Mapping[FormKind, frozenset[Use]] = {
    FormKind.MEMBERSHIP: frozenset({Use.ADMINISTER, Use.INVITE}),
    FormKind.VOLUNTEERS: frozenset({Use.ADMINISTER, Use.INVITE}),
    FormKind.FEEDBACK: frozenset({Use.ANSWER}),
    FormKind.MAGAZINE: frozenset({Use.INFORM}),
    FormKind.CAMPAIGN: frozenset({Use.COUNT}),
    FormKind.QUESTIONNAIRE: frozenset({Use.COUNT, Use.INFORM}),
}

USES: Mapping[Use, Text] = {
    Use.ADMINISTER: {"ja": "手続きとその連絡", "en": "to carry out what you registered for"},
    Use.ANSWER: {"ja": "お返事", "en": "to answer what you wrote"},
    Use.INFORM: {"ja": "お知らせの配信", "en": "to send you news"},
    Use.INVITE: {"ja": "アンケートなどへのご案内", "en": "to invite you to questionnaires and the like"},
    Use.COUNT: {"ja": "確認と集計", "en": "to check and count what was sent in"},
    Use.ACCOUNT: {"ja": "法律で定められた帳簿", "en": "to keep the books that a law demands"},
    Use.PUBLISH: {"ja": "公開", "en": "to show it in public"},
    Use.HAND_OVER: {"ja": "第三者への引き渡し", "en": "to hand it to the third parties named"},
}
"""What is done, in a few words to the person whose data it is."""


DONE: Mapping[Use, Text] = {
    Use.ADMINISTER: {"ja": "手続きと運営", "en": "Carry out the service"},
    Use.ANSWER: {"ja": "返事", "en": "Answer what was written"},
    Use.INFORM: {"ja": "お知らせの配信", "en": "Send news"},
    Use.INVITE: {"ja": "アンケートなどへの招待", "en": "Invite to questionnaires and the like"},
    Use.COUNT: {"ja": "確認と集計", "en": "Check and count"},
    Use.ACCOUNT: {"ja": "帳簿", "en": "Keep the books"},
    Use.PUBLISH: {"ja": "公開", "en": "Show in public"},
    Use.HAND_OVER: {"ja": "第三者への引き渡し", "en": "Hand over to third parties"},
}
"""The same to whoever writes the policy."""


def uses_of(policy: Policy, purpose: str) -> frozenset[Use]:
    """What ``purpose`` may be used for under ``policy``; nothing for one that it does not name."""
    known = policy.purposes.get(purpose)
    if known is None:
        return frozenset()
    said = known.uses if known.uses is not None else _by_default(policy, purpose)
    return said | named_by_recipients(policy, purpose)


def named_by_recipients(policy: Policy, purpose: str) -> frozenset[Use]:
    """Which uses the policy's third parties make of ``purpose``."""
    third = (r for r in policy.recipients.values() if r.kind is RecipientKind.THIRD_PARTY and purpose in r.purposes)
    return frozenset(Use.PUBLISH if one.slug == EVERYBODY else Use.HAND_OVER for one in third)


def in_words(uses: frozenset[Use]) -> Text:
    """The uses as one phrase, in the order of the closed set; empty where there are none."""
    said = [USES[use] for use in Use if use in uses]
    return {lang: joined([one[lang] for one in said], lang=lang) for lang in ("ja", "en")}


def _by_default(policy: Policy, purpose: str) -> frozenset[Use]:
    if policy.purposes[purpose].ground is Ground.LAW:
        return frozenset({Use.ACCOUNT})
    kinds = [form.kind for form in policy.forms.values() if purpose in form.purposes]
    if kinds:
        return frozenset[Use]().union(*(_OF_KIND[kind] for kind in kinds))
    besides = any(purpose in form.consents for form in policy.forms.values())
    for_others = named_by_recipients(policy, purpose)
    return frozenset({Use.INFORM}) if besides and not for_others else frozenset()  # a box to tick for news
