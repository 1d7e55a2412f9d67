"""The notice that a form shows, under one charter and in one language, with the digest that a submission keeps."""

from dataclasses import dataclass
from functools import lru_cache

from azukari.core.policy_versions.current import Current, at
from azukari.policy import notice as words
from azukari.policy.notice import NoticeRow


@dataclass(frozen=True, slots=True)
class FormNotice:
    """What a person reads before the first field.

    Args:
        digest: stands for exactly these words; the key of the stored `Notice`.
        rows: what the notice card shows.
        text: the same as plain text; what is stored.
    """

    digest: str
    charter: int
    form: str
    lang: str
    rows: tuple[NoticeRow, ...]
    text: str


class NoSuchForm(LookupError):
    """The charter has no such form, or not in that language."""


def notice(charter_number: int, form_slug: str, lang: str) -> FormNotice:
    """The exact words of a form's notice.

    Raises:
        Charter.DoesNotExist: there is no such charter.
        NoSuchForm: it has no such form, or does not speak that language.
    """
    return notice_of(at(charter_number), form_slug, lang)


def notice_of(charter: Current, form_slug: str, lang: str) -> FormNotice:
    """As `notice`, for a charter that is at hand; no query.

    Raises:
        NoSuchForm: it has no such form, or does not speak that language.
    """
    return _made(charter, form_slug, lang)


@lru_cache(maxsize=256)
def _made(charter: Current, form_slug: str, lang: str) -> FormNotice:
    form = charter.policy.forms.get(form_slug)
    if form is None or lang not in charter.policy.languages:
        raise NoSuchForm(f"Charter {charter.number} has no form {form_slug} in {lang}.")
    text = words.text(charter.policy, form, lang=lang)
    return FormNotice(
        digest=words.digest(charter=charter.number, form=form_slug, lang=lang, text=text),
        charter=charter.number,
        form=form_slug,
        lang=lang,
        rows=words.rows(charter.policy, form, lang=lang),
        text=text,
    )
