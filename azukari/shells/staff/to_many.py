"""An email to many as staff type it: subject and text in each language, with {{name}} where each reads their own name.

What would go out as nobody meant it is found before anything is shown or sent: half a language, and braces that nothing
fills.
"""

import re
from collections.abc import Iterator, Mapping

from django.utils.translation import gettext as _

from azukari.core.mail.mailing import PERSONAL
from azukari.lib.mime_template import SLOT
from azukari.lib.width import narrow
from azukari.policy.terms import Category, Policy
from azukari.shells.staff.fields import Fields, in_each_language
from azukari.shells.staff.language_names import named

_LONGEST = 5000
_BRACES = re.compile(r"[{｛]{2}\s*+((?:[^{}｛｝\s]++\s*+)*+)[}｝]{2}")


def letter_fields(policy: Policy, *, longest_subject: int, rows: int) -> Fields:
    """A subject and a text in each of the policy's languages; any of them may stay empty."""
    subject = in_each_language(
        "subject", _("Subject (%(lang)s)"), policy, {}, max_length=longest_subject, required=False
    )
    text = in_each_language("text", _("Text (%(lang)s)"), policy, {}, rows=rows, max_length=_LONGEST, required=False)
    return {
        f"{name}_{lang}": fields[f"{name}_{lang}"]
        for lang in policy.languages
        for name, fields in (("subject", subject), ("text", text))
    }


def in_place(text: str) -> str:
    """With places as the mail knows them: ``{{ name }}`` may have spaces, and braces of any width."""
    return _BRACES.sub(
        lambda found: SLOT % narrow(found[1].strip()) if narrow(found[1].strip()) in PERSONAL else found[0], text
    )


def places(text: str) -> list[str]:
    """What stands between braces, each once."""
    return list(dict.fromkeys(narrow(each.strip()) for each in _BRACES.findall(text)))


def faults(
    subjects: Mapping[str, str], texts: Mapping[str, str], categories: frozenset[Category]
) -> Iterator[tuple[str | None, str]]:
    """What is wrong, each with the field it is about, None for all of it.

    Args:
        categories: what the purpose of the mail may open.
    """
    written = [lang for lang in texts if subjects.get(lang, "").strip() or texts[lang].strip()]
    if not written:
        yield None, _("Write a subject and a text in one language at least.")
    for lang in written:
        told = {"lang": named(lang)}
        for name, said in (("subject", subjects.get(lang, "")), ("text", texts[lang])):
            if not said.strip():
                missing = (
                    _("The subject is missing: %(lang)s.") if name == "subject" else _("The text is missing: %(lang)s.")
                )
                yield f"{name}_{lang}", missing % told
            for fault in _of_places(said, categories):
                yield f"{name}_{lang}", fault


def _of_places(text: str, categories: frozenset[Category]) -> Iterator[str]:
    for inside in places(text):
        if inside not in PERSONAL:
            words = _("Nothing fills {{%(name)s}}. The only place for their own words is {{name}}.")
            yield words % {"name": inside}
        elif PERSONAL[inside] not in categories:
            yield _("{{name}} cannot be used: this purpose does not cover names.")
