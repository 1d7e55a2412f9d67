"""An issue made into an email: the two parts of each language, with slots where each reader's own words go."""

import re
from collections.abc import Callable, Mapping
from urllib.parse import urlsplit

import mrml
from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation

from azukari.core.appearance.theme import current as current_theme
from azukari.core.mail.bulk.prepare import READER
from azukari.core.mail.layout import foot
from azukari.core.mail.mailing import Text
from azukari.core.mail.mailing_kind import LEAVE
from azukari.features.magazine.issues import settings_of
from azukari.features.magazine.lists import MailingList
from azukari.features.magazine.markdown import for_mail, plain
from azukari.features.magazine.models import Issue, IssueText
from azukari.lib.mime_template import filled, pieces, slots
from azukari.policy.terms import Policy

WISHES = "wishes"
"""The slot of the address at which a reader chooses a language, pauses or leaves."""

READING = "still_reading"
"""The slot of the address at which a reader says that they still read it, where the list asks."""

NAME = "name"
LINKS = frozenset({LEAVE, WISHES, READING})
_SPACED = re.compile(r"\{\{\s*(" + f"{NAME}|{READING}" + r")\s*\}\}")


def rendered(
    issue: Issue, of: MailingList, policy: Policy, *, texts: Mapping[str, IssueText] | None = None
) -> list[Text]:
    """Both parts in each language in which there is a body.

    Args:
        texts: what it says, where that is not what is kept.
    """
    written = {lang: text for lang, text in (texts or issue.versions()).items() if is_written(text)}
    archive = f"{settings.AZUKARI.base_url}/%s/magazine/{of.slug}/" if settings_of(of.slug).has_archive else ""
    return [_one(issue, text, written, of, policy, archive) for text in written.values()]


def is_written(text: IssueText) -> bool:
    """Whether there is an issue in this language at all."""
    return bool(text.subject.strip() and text.body.strip())


def written_texts(issue: Issue) -> dict[str, IssueText]:
    """The versions of an issue that have words."""
    return {lang: text for lang, text in issue.versions().items() if is_written(text)}


def in_place(text: str) -> str:
    """With slots as the mail knows them: ``{{ name }}`` may have spaces."""
    return _SPACED.sub(r"{{\1}}", text)


def impersonal(text: str, lang: str, *, link: str = "") -> str:
    """With what everybody is called where a reader's name stood.

    Args:
        link: what stands in the place of links of theirs.
    """
    placed = in_place(text)
    values = {**dict.fromkeys(slots(placed), ""), **dict.fromkeys(LINKS, link), NAME: READER.get(lang, "")}
    return filled(pieces(placed), values)


def _named(issue: Issue, policy: Policy) -> Callable[[str], str]:
    """Links to our own pages name the issue, if its editor wants that: all of its readers get the same address, so
    that views are counted and nobody is. Other links stay as they are.
    """
    if not (issue.names_itself and issue.number):
        return str
    ours = {settings.AZUKARI.base_url, *policy.statistics.sites}
    words = f"utm_source=magazine&utm_medium=email&utm_campaign={issue.campaign}"

    def name(href: str) -> str:
        at = urlsplit(href)
        if f"{at.scheme}://{at.netloc}" not in ours:
            return href
        return at._replace(query=f"{at.query}&{words}" if at.query else words).geturl()

    return name


def _one(
    issue: Issue, text: IssueText, written: Mapping[str, IssueText], of: MailingList, policy: Policy, archive: str
) -> Text:
    """
    Args:
        archive: where past issues are public, with ``%s`` for the language; else empty.
    """
    lang, theme = text.lang, current_theme()
    base = settings.AZUKARI.base_url
    body = in_place(text.body)
    others = [other for other in written if other != lang] if archive and issue.number else []
    context = {
        "lang": lang,
        "title": in_place(text.subject),
        "list": of.title[lang],
        "number": issue.number,
        "body": for_mail(
            body,
            accent=theme.light.accent,
            on_accent=theme.light.on_accent,
            base_url=base,
            named=_named(issue, policy),
        ),
        "light": theme.light,
        "dark": theme.dark,
        "archive_url": archive and archive % lang,
        "others": [(other, f"{archive % other}{issue.number}") for other in others],
        "host": urlsplit(base).hostname,
        "leave": "{{" + LEAVE + "}}",
        "wishes": "{{" + WISHES + "}}",
        **foot(policy, lang),
    }
    with translation.override(lang):
        html = mrml.to_html(render_to_string(f"magazine/mail/{issue.layout}.mjml", context)).content
        below = render_to_string("magazine/mail/letter.txt", context)
    head = f"{context['title']}\n\n" if issue.layout == "journal" else ""
    return Text(lang=lang, subject=in_place(text.subject), text=f"{head}{plain(body)}\n{below}", html=html)
