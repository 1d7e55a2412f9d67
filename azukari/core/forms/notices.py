"""The notice of a form as it was published: its words and digest come from the charter, never from today's code.

Should a later version of this program word its rows otherwise, the published words are still the ones that are shown.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from azukari.core.policy_versions.current import Current
from azukari.core.policy_versions.models import Notice
from azukari.policy.notice import EDITIONS, NoticeRow, rows, text
from azukari.policy.terms import Form, Policy

_MOST = 500
_known: dict[tuple[int, str], tuple[Policy, Mapping[str, "PublishedNotice"]]] = {}


@dataclass(frozen=True, slots=True)
class PublishedNotice:
    """One notice in one language.

    Args:
        digest: stands for exactly these words (P20).
        text: the words that were published.
        rows: the same words, as the notice card shows them.
    """

    digest: str
    text: str
    rows: tuple[NoticeRow, ...]


def notices(charter: Current, form: Form) -> Mapping[str, PublishedNotice]:
    """The form's notice in each language of the policy. Read once a charter, which never changes.

    Raises:
        KeyError: (on use) the charter has no notice in that language.
    """
    key = (charter.number, form.slug)
    known = _known.get(key)
    if known and known[0] is charter.policy:
        return known[1]
    published = charter.policy.forms[form.slug]  # and not as it is filled in, with questions about a guardian
    found = {}
    for notice in Notice.objects.filter(charter=charter.number, form=form.slug):
        shown: tuple[NoticeRow, ...] = (NoticeRow("info", published.title[notice.lang], notice.text),)
        for edition in EDITIONS:
            if text(charter.policy, published, lang=notice.lang, edition=edition) == notice.text:
                shown = rows(charter.policy, published, lang=notice.lang, edition=edition)
                break
        found[notice.lang] = PublishedNotice(notice.digest, notice.text, shown)
    if len(_known) >= _MOST:
        _known.clear()
    _known[key] = (charter.policy, found)
    return found
