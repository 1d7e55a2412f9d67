"""Check of an issue before it goes: what has to be put right, and what is worth a second look.

Everything is asked of the texts and of counts; nothing of anybody is opened.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from azukari.core.appearance.palette import HardToRead
from azukari.core.appearance.theme import current as current_theme
from azukari.features.magazine.lists import MailingList
from azukari.features.magazine.markdown import is_ours, links, pictures
from azukari.features.magazine.models import IssueText
from azukari.features.magazine.rendering import LINKS, NAME, READING, in_place, is_written
from azukari.lib.colour import contrast
from azukari.lib.mime_template import slots
from azukari.policy.terms import Category

_LONG_SUBJECT = 60
_READABLE = 4.5  # WCAG 2.2, 1.4.3
_MANY_LINKS = 40
_SHOUTS = re.compile(r"[!！]{2,}|[!！?？]{3,}|[$￥¥]{2,}")
_SHORTENERS = frozenset({"bit.ly", "t.co", "tinyurl.com", "goo.gl", "ow.ly", "is.gd", "buff.ly", "x.gd", "onl.bz"})
_ADDRESS = re.compile(r"(?:https?://)?((?:[a-z0-9-]+\.)+[a-z]{2,})(?:/\S*)?", re.IGNORECASE)
_BARE_NAME = re.compile(r"\{\{\s*name\s*\}\}(?!\s*(?:様|さま|さん))")
_BRACES = re.compile(r"\{\{\s*+((?:[^{}\s]++\s*+)*+)\}\}")


@dataclass(frozen=True, slots=True)
class Found:
    """One thing that the check found.

    Args:
        stops: whether the issue cannot go like this.
        lang: the version that it is in; empty where it is in none.
    """

    sentence: str
    stops: bool = True
    lang: str = ""


def check(
    texts: Mapping[str, IssueText],
    of: MailingList,
    *,
    languages: Sequence[str],
    wished: Mapping[str, int],
    asks: bool = False,
) -> list[Found]:
    """What is to be said of an issue, the worst first.

    Args:
        languages: of the policy.
        wished: how many readers wish which language.
        asks: whether the list asks its readers if they still read it.
    """
    found = [*_of_languages(texts, languages, wished), *_of_colours()]
    for lang, text in texts.items():
        if is_written(text):
            found += _of_text(text, of, lang, asks=asks)
    return sorted(found, key=lambda one: not one.stops)


def cannot_be_rendered(
    texts: Mapping[str, IssueText], of: MailingList, wished: Mapping[str, int], *, asks: bool = False
) -> int:
    """How many readers' own message could not be made: a slot of theirs has nothing to fill it, or there is no text."""
    written = [lang for lang, text in texts.items() if is_written(text)]
    if not written:
        return sum(wished.values())
    broken = {lang for lang in written if [*_of_slots(texts[lang], of, lang, asks=asks)]}
    instead = "ja" if "ja" in written else written[0]
    return sum(count for lang, count in wished.items() if (lang if lang in written else instead) in broken)


def _of_languages(
    texts: Mapping[str, IssueText], languages: Sequence[str], wished: Mapping[str, int]
) -> Iterator[Found]:
    written = [lang for lang in languages if lang in texts and is_written(texts[lang])]
    if not written:
        yield Found(_("There is no text yet: write a subject and a body in at least one language."))
        return
    for lang in languages:
        text = texts.get(lang)
        if lang in written:
            continue
        if text and (text.subject.strip() or text.body.strip()):
            yield Found(_("This version has a subject or a body, but not both."), lang=lang)
        count = wished.get(lang, 0)
        yield Found(
            ngettext(
                "This version is missing: %(number)s reader who wants it gets the other one.",
                "This version is missing: %(number)s readers who want it get the other one.",
                count,
            )
            % {"number": count},
            stops=False,
            lang=lang,
        )


def _of_colours() -> Iterator[Found]:
    """The accent as a link, and the words on it: a button, the band of the journal. By day and by night."""
    theme = current_theme()
    try:
        shades = (theme.light, theme.dark)
        least = min(min(shade.ratio, contrast(shade.on_accent, shade.accent)) for shade in shades)
    except HardToRead as hard:
        least = hard.ratio
    if least < _READABLE:
        words = _("The accent colour is hard to read, as a link or under words. Choose another one under Appearance.")
        yield Found(words, stops=False)


def _of_text(text: IssueText, of: MailingList, lang: str, *, asks: bool) -> Iterator[Found]:
    yield from _of_slots(text, of, lang, asks=asks)
    if lang == "ja" and _BARE_NAME.search(f"{text.subject}\n{text.body}"):
        words = _("Write {{ name }}様: where no name was given, it then reads 読者の皆様.")
        yield Found(words, stops=False, lang=lang)
    if len(text.subject) > _LONG_SUBJECT:
        yield Found(_("The subject is long: phones show some 30 to 60 letters of it."), stops=False, lang=lang)
    yield from _like_spam(text, lang)
    for picture in pictures(text.body):
        if not is_ours(picture.src):
            yield Found(
                _("A picture comes from another site, which would learn who opens the mail. Upload it here."), lang=lang
            )
        if not picture.alt:
            yield Found(
                _("A picture has no words for those who do not see it. Write them between the brackets: ![Words](…)"),
                lang=lang,
            )
    for link in links(in_place(text.body)):
        if not (link.words and slots(link.href)):
            yield from _of_link(link.href, link.words, lang)


def _like_spam(text: IssueText, lang: str) -> Iterator[Found]:
    """What filters against unwanted mail hold against a message. No service is asked: what they weigh is well known."""
    letters = [letter for letter in text.subject if letter.isalpha()]
    if len(letters) > 8 and text.subject.isupper():
        yield Found(_("The subject is in capitals: spam filters dislike that."), stops=False, lang=lang)
    if _SHOUTS.search(text.subject):
        words = _("The subject has several exclamation marks or currency signs in a row: spam filters dislike that.")
        yield Found(words, stops=False, lang=lang)
    if pictures(text.body) and len(text.body) < 400:
        words = _("There is a picture and hardly any text: spam filters dislike that.")
        yield Found(words, stops=False, lang=lang)
    if len(links(text.body)) > _MANY_LINKS:
        words = _("There are very many links: spam filters dislike that.")
        yield Found(words, stops=False, lang=lang)


def _of_link(href: str, words: str, lang: str) -> Iterator[Found]:
    at = urlsplit(href)
    told = {"address": href[:80]}
    if not words:
        yield Found(_("A link has no words: %(address)s") % told, lang=lang)
    if at.scheme in ("mailto", "tel"):
        return
    if (at.hostname or "") in _SHORTENERS:
        yield Found(_("A link hides where it leads: %(address)s. Write the address itself.") % told, lang=lang)
    said = _ADDRESS.fullmatch(words)
    if said and at.hostname and said[1].lower().removeprefix("www.") != at.hostname.removeprefix("www."):
        yield Found(
            _("A link shows one address and leads to another: %(address)s. That looks like fraud.") % told, lang=lang
        )
    if at.scheme not in ("http", "https") or not at.netloc:
        yield Found(_("A link is not a whole address: %(address)s. Begin it with https://") % told, lang=lang)
    elif at.scheme == "http":
        yield Found(_("A link is not encrypted: %(address)s. Try https://") % told, stops=False, lang=lang)


def _of_slots(text: IssueText, of: MailingList, lang: str, *, asks: bool) -> Iterator[Found]:
    placed = f"{in_place(text.subject)}\n{in_place(text.body)}"
    known = slots(placed) & {NAME, *LINKS}
    left = dict.fromkeys(
        f"{{{{ {inside} }}}}" for inside in map(str.strip, _BRACES.findall(placed)) if inside not in known
    )
    if left:
        words = _(
            "Still between braces: %(left)s. Write what belongs there. Only {{ name }} is filled in automatically."
        )
        yield Found(words % {"left": _(", ").join(left)}, lang=lang)
    if READING in known and not asks:
        yield Found(_("{{ still_reading }} has nothing to lead to: this list does not ask its readers."), lang=lang)
    if NAME in known and Category.NAME not in of.categories:
        yield Found(_("{{ name }} cannot be used: the purpose of this list does not cover names."), lang=lang)
