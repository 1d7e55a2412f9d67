"""Answers to our mail. One to a reply of staff is kept in its thread. One to whatever else we sent, a magazine, say, is
laid into the form for feedback, from which its writer sends it, having read what we do with it. Or they hear why not;
one that nobody can be told about is kept in the inbox (`unsorted`).
"""

from uuid import UUID

from azukari.core.forms.saving import lay_in
from azukari.core.forms.writing_back import NotTheirs, ThreadEnded, TooMany, Written, write_back
from azukari.core.mail.incoming.quoted import perhaps_own
from azukari.core.mail.incoming.replies import Reply, ReplyRefused
from azukari.core.mail.incoming.return_path import Named, Sort
from azukari.core.mail.models import MailingMessage, MailingText, Message
from azukari.core.policy_versions.current import current
from azukari.core.vault.find import is_confirmed_address
from azukari.features.feedback import unsorted
from azukari.lib.characters import salvaged
from azukari.lib.email import email
from azukari.policy.terms import Category, Field, FieldType, FormKind

_ENDED = "Nothing is kept of what you answer any more, so your mail was not kept either."
_NOT_THEIRS = (
    "Your mail was not kept, since it does not come from the address that we wrote to. "
    "Please send it again from that address."
)
_NO_WORDS = "There were no words in your mail, so nothing of it was kept."
_TOO_MANY = "We have had many emails about this today. Please try again tomorrow."


def take(reply: Reply) -> bool:
    """Keep a reply to a letter of staff in the thread that it belongs to; lay any other into the form for feedback.
    One without a sender is kept whatever it answers.

    Raises:
        ReplyRefused: it answers an email of ours, and was not kept.
    """
    if not reply.answerable:
        return unsorted.keep(reply)
    if reply.about is None:
        return False
    text = salvaged(reply.text)
    if not text:
        raise ReplyRefused(_NO_WORDS)
    if reply.about.sort is Sort.LETTER and _is_in_a_thread(reply, reply.about.id, text):
        return True
    own = perhaps_own(reply.quoted, _what_it_answers(reply.about))
    return _is_laid_in(reply, reply.about, salvaged(f"{reply.text}\n\n{own}"))


def _what_it_answers(about: Named) -> str:
    """What we wrote, of a mailing; a letter's text is kept nowhere."""
    if about.sort is not Sort.MAILING:
        return ""
    texts = MailingText.objects.filter(mailing__messages__id=about.id).values_list("text", "html")
    return "\n".join(part for text in texts for part in text)


def _is_in_a_thread(reply: Reply, letter: UUID, text: str) -> bool:
    written = Written(reply.sender, text, salvaged(reply.quoted), reply.id)
    try:
        return write_back(letter, written, policy=current().policy, now=reply.at)
    except ThreadEnded:
        raise ReplyRefused(_ENDED) from None
    except NotTheirs:
        raise ReplyRefused(_NOT_THEIRS) from None
    except TooMany:
        raise ReplyRefused(_TOO_MANY, later=True) from None


def _is_laid_in(reply: Reply, about: Named, text: str) -> bool:
    model = MailingMessage if about.sort is Sort.MAILING else Message
    sent = model.objects.filter(id=about.id).values_list("person_id", "lang").first()
    charter = current()
    forms = charter.policy.forms_of(FormKind.FEEDBACK)
    form = next((form for form in forms if any(_said(field, "", "words") for field in form.fields)), None)
    if sent is None or sent[0] is None or form is None:
        return False
    if not is_confirmed_address(reply.sender, sent[0]):
        if about.sort is Sort.LETTER:
            return False  # the person may have confirmed none yet
        raise ReplyRefused(_NOT_THEIRS)
    address = email(reply.sender)
    typed = {field.id: (said,) for field in form.fields if (said := _said(field, address, text))}
    if not lay_in(charter, form, typed, address=address, lang=sent[1], now=reply.at):
        raise ReplyRefused(_TOO_MANY, later=True)
    return True


def _said(field: Field, address: str, text: str) -> str:
    """What a field of the form is filled with."""
    if field.category is Category.MESSAGE and field.type is FieldType.LONG_TEXT:
        return text
    return address if field.category is Category.EMAIL and field.type is FieldType.EMAIL else ""
