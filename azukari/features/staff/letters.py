"""What happens to somebody's account is mailed to them, so that no change passes unnoticed by whom it concerns.

The mail stands in both languages, since nobody asked a colleague for theirs.
"""

from collections.abc import Collection

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from azukari.core.accounts.models import User
from azukari.core.mail.internal import internal, try_to_send
from azukari.policy.terms import Policy
from azukari.shells.staff.invitation import in_words

DUTIES_CHANGED = gettext_lazy("Your duties with %(organisation)s have changed. From now on they are: %(duties)s.")
COLLEAGUE_GETS = gettext_lazy(
    "%(colleague)s is being given duties in the console of %(organisation)s: %(duties)s. If you did not expect this,"
    " look at the page of the staff: %(page)s"
)
CUT_OFF = gettext_lazy(
    "Your access to the console of %(organisation)s has ended. Every session and every token ended with it."
)
CALLED_OFF = gettext_lazy(
    "The invitation to work in the console of %(organisation)s was withdrawn. Its link no longer works."
)
TOKEN_MADE = gettext_lazy("A token for the programming interface of %(organisation)s was made in your name.")

_FOOT = gettext_lazy("If you did not expect this, tell the person who manages the staff accounts.")
_SUBJECT = gettext_lazy("About your account with %(organisation)s")


def tell(
    user: User, sentence: Promise, *, policy: Policy, about: User | None = None, duties: Collection[str] | None = None
) -> bool:
    """Mail ``user`` what was done to their account, or to a colleague's; returns whether the mail server took it.

    Args:
        sentence: one of those above.
        about: the colleague whom it concerns, and ``duties`` those that the sentence is to name.
    """
    named = user.duty_slugs() if duties is None else duties
    parts, subjects = [], []
    for lang in policy.languages:
        with translation.override(lang):
            words = {"organisation": policy.organisation.name[lang], "duties": in_words(named, policy, lang)}
            words["colleague"] = about.name if about else ""
            words["page"] = settings.AZUKARI.base_url + reverse("console-staff")
            subjects.append(str(_SUBJECT) % words)
            said = [_("%(name)s,") % {"name": user.name}, str(sentence) % words, *([] if about else [str(_FOOT)])]
            parts.append("\n\n".join(said) + "\n")
    return try_to_send(internal(" / ".join(subjects), "\n――――――――――\n\n".join(parts), to=user.email))
