"""Mail without a sender that is neither a bounce nor an automatic answer: kept whole in the inbox.

A refusal would reach nobody, so what a person may have written is kept: as a message of the contact form without an
address, for whoever reads that form. No email is sent because of it.
"""

from datetime import timedelta

from django.db import IntegrityError

from azukari.core.forms.answers import Answers, AnswerValue
from azukari.core.forms.intake import IntakeOptions, receive
from azukari.core.forms.models import Channel, Submission
from azukari.core.forms.notices import notices
from azukari.core.forms.once import mark_of
from azukari.core.forms.submit import secret
from azukari.core.mail.incoming.replies import Reply, ReplyRefused
from azukari.core.policy_versions.current import Current, current
from azukari.core.vault.refusal import Refused
from azukari.lib.characters import salvaged
from azukari.lib.conflict import StaleVersion
from azukari.policy.grant import begins_at_once
from azukari.policy.terms import Category, Field, FieldType, Form, FormKind

MOST_A_DAY = 50
"""Such mails within 24 hours; the mail server offers the others again."""

_LATER = "We cannot keep this mail at the moment. Please try again later."
_HEAD = (
    "[差出人の情報がないメールのため、届いたままの内容をここに保存しました。相手の方には何も送っていません。 / "
    "This email named no sender who could be answered, so it is kept here as it came. Nothing was sent to anybody.]"
)
_QUOTED = "[引用 / Quoted text]"


def keep(reply: Reply) -> bool:
    """Keep a mail that nobody can be asked about, in a transaction of its own; once, however often it comes.

    Returns:
        whether it was kept. It is not where it has no words, or the policy no form for it, or that form is closed.

    Raises:
        ReplyRefused: it may be kept another time.
    """
    charter, now = current(), reply.at
    found = _form_of(charter)
    if found is None or not f"{reply.text}{reply.quoted}".strip():
        return False
    form, field = found
    kept = Submission.objects.filter(form=form.slug, channel=Channel.MAIL, created_at__gt=now - timedelta(days=1))
    if kept.count() >= MOST_A_DAY:
        raise ReplyRefused(_LATER, later=True)
    lang, text = charter.policy.languages[0], _text(reply)
    try:
        receive(
            charter=charter,
            form=form,
            answers=Answers((AnswerValue(field.id, field.category, text),)),
            lang=lang,
            notice=notices(charter, form)[lang].digest,
            channel=Channel.MAIL,
            now=now,
            options=IntakeOptions(mark=mark_of(reply.id, form.slug, {field.id: text}, secret=secret())),
        )
    except IntegrityError:  # it has come before
        return True
    except Refused:
        return False
    except StaleVersion:
        raise ReplyRefused(_LATER, later=True) from None
    return True


def _form_of(charter: Current) -> tuple[Form, Field] | None:
    """The form for feedback in which such a mail is kept, and the field for its words: the contact form, where it has
    one and its purposes begin at once.
    """
    forms = sorted(
        charter.policy.forms_of(FormKind.FEEDBACK), key=lambda form: form.slug != charter.policy.requests.contact_form
    )
    for form in forms:
        begins = begins_at_once(charter.policy, form, ())
        for field in form.fields:
            words = field.category is Category.MESSAGE and field.type is FieldType.LONG_TEXT
            if words and {*field.purposes} & {*begins}:
                return form, field
    return None


def _text(reply: Reply) -> str:
    """All that is known of it."""
    sender = f"From: {reply.name} <{reply.sender}>" if reply.name else f"From: {reply.sender}" if reply.sender else ""
    quoted = f"{_QUOTED}\n{reply.quoted}" if reply.quoted else ""
    subject = f"Subject: {reply.subject}" if reply.subject and reply.subject not in reply.text else ""
    head = "\n".join(part for part in (sender, subject) if part)
    return salvaged("\n\n".join(part for part in (_HEAD, head, reply.text, quoted) if part))
