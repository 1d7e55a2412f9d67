"""The two mails about a guardian's agreement: the question to the guardian, and a no to the person.

Neither names anybody: the guardian's address proves nothing before they answer, and a refused registration is erased.
"""

from datetime import datetime

from django.utils.translation import gettext as _

from azukari.core.consent.models import Grant
from azukari.core.forms.guardians import LINK
from azukari.core.forms.models import GuardianAddress, GuardianState, Submission
from azukari.core.mail.letter import Letter
from azukari.core.mail.models import Message
from azukari.core.policy_versions.current import at
from azukari.policy.terms import CONFIRMATION


def question(message: Message, _now: datetime) -> Letter | None:
    """Ask the guardian; None if it was answered or erased meanwhile."""
    waiting = GuardianAddress.objects.filter(submission__guardianship__state=GuardianState.ASKED)
    address = message.about(waiting.select_related("submission"))
    if address is None:
        return None
    submission = address.submission
    policy, lang = at(submission.charter_id).policy, message.lang
    expires = Grant.objects.get(submission_id=submission.id, purpose=CONFIRMATION).ends_at
    if policy.minors is None or expires is None:
        return None
    form = policy.forms[submission.form]
    words = {
        "form": form.title[lang],
        "organisation": policy.organisation.name[lang],
        "age": policy.minors.age,
        "days": policy.unconfirmed_days,
    }
    return Letter(
        subject=_("Do you agree? %(form)s") % words,
        paragraphs=(
            _("Someone younger than %(age)s has filled in the form “%(form)s” of %(organisation)s.") % words,
            _("They gave this address as that of a parent or guardian. It counts only if you agree.") % words,
        ),
        action=(_("Read what it is about"), LINK.address(submission.id, lang=lang, expires=expires)),
        after=(
            _("There you see what is asked and why, and answer with a button. Your address is erased with your answer.")
            % words,
            _("Without an answer within %(days)s days everything is erased.") % words,
            _("If you do not know who could have done this, you need not do anything. We will not write again.")
            % words,
        ),
    )


def refusal(message: Message, _now: datetime) -> Letter | None:
    """Tell the person that the guardian did not agree."""
    submission = message.about(Submission.objects.filter(guardianship__state=GuardianState.REFUSED))
    if submission is None:
        return None
    policy, lang = at(submission.charter_id).policy, message.lang
    words = {"form": policy.forms[submission.form].title[lang]}
    return Letter(
        subject=_("Not registered: %(form)s") % words,
        paragraphs=(
            _("Your parent or guardian did not agree, so what you entered in “%(form)s” does not count.") % words,
            _("We do not use it, and we erase all of it today.") % words,
        ),
        after=(_("If you did not expect this, please talk with them. You can fill in the form again at any time."),),
    )
