"""What somebody did by a submission, in words, and the short number by which they and staff speak of it."""

from collections.abc import Mapping
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from azukari.core.forms.models import Submission
from azukari.policy.terms import FormKind, Policy

_ACTS: Mapping[FormKind, Promise | str] = {
    FormKind.MEMBERSHIP: gettext_lazy("You applied to become a member."),
    FormKind.VOLUNTEERS: gettext_lazy("You registered as a volunteer."),
    FormKind.FEEDBACK: gettext_lazy("You wrote to us."),
    FormKind.MAGAZINE: gettext_lazy("You subscribed to the email magazine."),
    FormKind.CAMPAIGN: gettext_lazy("You signed."),
    FormKind.QUESTIONNAIRE: gettext_lazy("You answered our questions."),
}


def number(id: UUID) -> str:
    """The last eight digits of its id: what is told on the phone. It opens nothing."""
    return id.hex[-8:]


def act(submission: Submission, policy: Policy, lang: str) -> str:
    """What they did, and what they agreed to besides: one or two sentences."""
    said = str(_ACTS[FormKind(submission.kind)])
    agreed = [policy.purposes[slug].title[lang] for slug in submission.consents.split() if slug in policy.purposes]
    if not agreed:
        return said
    titles = ("、" if lang == "ja" else "; ").join(agreed)
    return said + (" " if lang == "en" else "") + _("You also agreed to: %(purposes)s.") % {"purposes": titles}
