"""The second mail of a form: your receipt, signed, as a file that can be checked years later."""

from datetime import datetime

from django.utils.translation import gettext as _

from azukari.core.consent.receipt import purposes_of, receipt_id
from azukari.core.consent.signed_receipt import as_json
from azukari.core.forms.acts import act, number
from azukari.core.forms.models import State, Submission
from azukari.core.forms.proofs import proof_of
from azukari.core.forms.receipts import LINK, OPEN_FOR, ended_since, held, signed
from azukari.core.mail.letter import Attachment, Letter
from azukari.core.mail.models import Message
from azukari.lib.joining import colon


def receipt(message: Message, now: datetime) -> Letter | None:
    """The receipt of an accepted submission; None if it was erased meanwhile."""
    submission = message.about(Submission.objects.select_related("notice").filter(state=State.ACCEPTED))
    if submission is None:
        return None
    found = held(submission)
    policy, lang = found.policy, message.lang
    title = found.form.title[lang]
    ended = ended_since(found, now=now)
    listed = purposes_of(found.form, found.occasion, policy)
    purposes = [purpose.title[lang] for purpose in listed if purpose.slug not in ended]
    titles = ("、" if lang == "ja" else "; ").join(purposes)
    used = (_("It may be used for: %(purposes)s.") % {"purposes": titles},) if purposes else ()
    return Letter(
        subject=_("Your receipt: %(form)s") % {"form": title},
        paragraphs=(
            _("Thank you. What you entered in the form “%(form)s” of %(organisation)s is confirmed.")
            % {"form": title, "organisation": policy.organisation.name[lang]},
            f"{_('What you did')}{colon(lang)}{act(submission, policy, lang)}",
            _("Number: %(number)s") % {"number": number(submission.id)},
            *((_("Your parent or guardian has agreed."),) if found.occasion.guardian_agreed else ()),
            *used,
        ),
        action=(_("Open the receipt"), LINK.address(submission.id, lang=lang, expires=now + OPEN_FOR)),
        after=(
            _("The attached file is your signed receipt: the notice you saw, word for word, but nothing you wrote."),
            _("On your own page you can see, correct and erase it at any time, and withdraw your consent."),
        ),
        attachments=(
            Attachment(
                f"receipt-{receipt_id(submission.id)}.json",
                as_json(signed(found, ledger=proof_of(submission))),
                "application/ld+json",
            ),
        ),
    )
