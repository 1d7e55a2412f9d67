"""What happens to somebody's account is mailed to them, so that no change passes unnoticed by whom it concerns.

The mail stands in both languages, since nobody asked a colleague for theirs.
"""

from collections.abc import Collection
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import EmailMessage
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from azukari.accounts.models import User
from azukari.desk.invitation import in_words
from azukari.policy.terms import Policy

DUTIES_CHANGED = gettext_lazy("Your duties with %(organisation)s have changed. From now on they are: %(duties)s.")
COLLEAGUE_GETS = gettext_lazy(
    "%(colleague)s is to work in the console of %(organisation)s for: %(duties)s. If that surprises you, open the page"
    " of the staff."
)
CUT_OFF = gettext_lazy(
    "Your access to the console of %(organisation)s has ended. Every session and every token ended with it."
)
CALLED_OFF = gettext_lazy("The invitation to work in the console of %(organisation)s was taken back. The link is void.")
TOKEN_MADE = gettext_lazy("A token for the programming interface of %(organisation)s was made in your name.")

_FOOT = gettext_lazy("If you did not expect this, speak to whoever looks after the staff accounts.")
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
            subjects.append(str(_SUBJECT) % words)
            parts.append(f"{_('%(name)s,') % {'name': user.name}}\n\n{str(sentence) % words}\n\n{_FOOT}\n")
    body = "\n――――――――――\n\n".join(parts)
    try:
        EmailMessage(" / ".join(subjects), body, settings.AZUKARI.sender, [user.email]).send()
    except (OSError, SMTPException):
        return False
    return True
