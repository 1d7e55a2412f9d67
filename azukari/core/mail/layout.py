"""The one layout of an email: MJML for the HTML part, and a true text part."""

from datetime import datetime
from email.utils import formataddr

import mrml
from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string

from azukari.core.appearance.theme import current as current_theme
from azukari.core.mail.incoming import return_path
from azukari.core.mail.letter import Letter
from azukari.core.mail.models import Message
from azukari.core.policy_versions.current import current
from azukari.lib.email import automatic, wire
from azukari.policy.terms import Policy


def compose(
    message: Message, letter: Letter, *, to: str, now: datetime, registrant: bool = True
) -> EmailMultiAlternatives:
    """The mail to send: ``letter`` in the language of ``message``, addressed to ``to``.

    Args:
        now: from when on it counts for how long it may come back.
        registrant: whether ``to`` has a page of their own, which the foot then names.
    """
    lang, organisation = message.lang, current().policy.organisation
    text, html = parts(letter, lang=lang, registrant=registrant)
    mail = EmailMultiAlternatives(
        subject=letter.subject,
        body=text,
        from_email=return_path.maker(now)(return_path.Sort.LETTER, message.id),
        to=[wire(to)],
        headers={
            "From": formataddr((organisation.name[lang], settings.AZUKARI.sender)),
            "Content-Language": lang,
            **automatic(settings.AZUKARI.host, id=message.id),
        },
    )
    mail.attach_alternative(html, "text/html")
    for attachment in letter.attachments:
        mail.attach(attachment.name, attachment.content, attachment.type)
    return mail


def foot(policy: Policy, lang: str) -> dict[str, str]:
    """What stands below every mail: who writes, whom to ask, words of the organisation's own, and the policy."""
    organisation, requests = policy.organisation, policy.requests
    return {
        "organisation": organisation.name[lang],
        "address": organisation.address[lang],
        "department": requests.department[lang],
        "phone": requests.phone,
        "own_words": current_theme().texts.get("footer", {}).get(lang, ""),
        "privacy_url": f"{settings.AZUKARI.base_url}/{lang}/privacy",
    }


def parts(letter: Letter, *, lang: str, registrant: bool = True) -> tuple[str, str]:
    """The text part and the HTML part of a letter, whose words are in ``lang``, which is active."""
    theme = current_theme()
    context = {
        "letter": letter,
        "lang": lang,
        "accent": theme.light.accent,
        "on_accent": theme.light.on_accent,
        "me_url": f"{settings.AZUKARI.base_url}/{lang}/me" if registrant else "",
        **foot(current().policy, lang),
    }
    text = render_to_string("mail/letter.txt", context)
    return text, mrml.to_html(render_to_string("mail/letter.mjml", context)).content
