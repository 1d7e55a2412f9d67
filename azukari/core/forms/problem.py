"""What can be wrong with an answer, in words that say what to do and never repeat the value."""

from dataclasses import dataclass
from functools import cache

from django.utils import translation
from django.utils.translation import gettext, gettext_noop

from azukari.policy.terms import Field, FieldType


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a submission cannot be taken.

    Args:
        field_id: the name of the input, or the unknown name, shortened; ``""`` where the whole submission is meant.
        code: ``missing``, ``unknown``, ``type``, ``too_long``, ``not_a_choice``, ``not_asked``, ``characters``,
            ``format``, ``own_address``, ``consent``, ``notice``, ``stale``, ``lang``, ``robot``, ``altcha``, ``hasty``,
            ``old``, ``too_often``, ``saved_often``, ``full``, ``closed``.
        message: one sentence in the language asked for, that says what to do.
    """

    field_id: str
    code: str
    message: str


_MESSAGES = {
    "nothing_added": gettext_noop("Please fill something in, or tick what you agree to."),
    "missing": gettext_noop("Please fill in “%(label)s”."),
    "type": gettext_noop("“%(label)s” takes one text."),
    "too_long": gettext_noop("“%(label)s” may have %(limit)s characters at most. Please shorten it."),
    "not_a_choice": gettext_noop("Please choose from what is offered under “%(label)s”."),
    "not_asked": gettext_noop(
        "“%(label)s” does not apply to what you chose. Please leave it empty, or change your choice."
    ),
    "characters": gettext_noop(
        "“%(label)s” contains an invisible control character or a damaged character. Please type it again."
    ),
    "format": gettext_noop("“%(label)s” cannot be read. Please check it."),
    "own_address": gettext_noop(
        "“%(label)s” is your own address here. Please give another one, at which your parent or guardian reads mail."
    ),
    "unknown": gettext_noop("This form has no field “%(name)s”, so nothing was accepted. Leave it out."),
    "consent": gettext_noop("Please tick “%(name)s” or leave it unticked."),
    "notice": gettext_noop("Please send the hash of the notice that was shown, as “notice”."),
    "stale": gettext_noop("Our notice has changed. Please read the new one, then send again."),
    "lang": gettext_noop("Please name the language of the notice that was shown: %(languages)s."),
    "robot": gettext_noop("A field that people do not see was filled in. Please leave it empty."),
    "altcha": gettext_noop("The proof of work has already been used or has expired. Please reload the form."),
    "hasty": gettext_noop("That was very fast. Please check your answers and send them again."),
    "saved_often": gettext_noop(
        "This was not saved: too much has been saved from your network within an hour. What you typed is still here. "
        "Please continue, or save it later."
    ),
    "too_often": gettext_noop(
        "Too much was sent from your network within an hour. What you typed is still here. Please wait %(minutes)s min,"
        " then send it again."
    ),
    "full": gettext_noop("All places for answers like these are taken. Nothing was stored."),
    "closed": gettext_noop("It is not accepting answers at the moment. Nothing was stored."),
    "old": gettext_noop("This page had been open for more than a day. Please check your answers and send them again."),
}

_FORMATS = {
    FieldType.EMAIL: gettext_noop("“%(label)s” needs an email address such as hanako@example.org."),
    FieldType.POSTCODE: gettext_noop(
        "“%(label)s” needs seven digits such as 100-0001. Outside Japan, put the country first: US-94105."
    ),
    FieldType.PHONE: gettext_noop(
        "“%(label)s” needs a telephone number with its area code, such as 03-1234-5678. Outside Japan, begin with +."
    ),
    FieldType.KANA: gettext_noop("Please write “%(label)s” in hiragana or katakana."),
}


@cache
def _sentence(code: str, type: FieldType | None) -> str:
    if code == "format" and type in _FORMATS:
        return _FORMATS[type]
    if code == "type" and type is FieldType.CHOICES:
        return gettext_noop("“%(label)s” takes a list of texts.")
    if code == "missing" and type in {FieldType.CHOICE, FieldType.CHOICES}:
        return gettext_noop("Please choose under “%(label)s”.")
    return _MESSAGES[code]


def problem(code: str, about: Field | str, lang: str, **words: object) -> Problem:
    """The problem ``code`` of a field, or of an input that the form does not know, in ``lang``."""
    with translation.override(lang):
        if isinstance(about, str):
            return Problem(about, code, gettext(_sentence(code, None)) % {"name": about, **words})
        label = about.label.get(lang) or next(iter(about.label.values()))
        sentence = gettext(_sentence(code, about.type))
        return Problem(about.id, code, sentence % {"label": label, "limit": about.max_length, **words})
