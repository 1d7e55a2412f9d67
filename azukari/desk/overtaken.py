"""Optimistic concurrency of forms of staff: what is held may have changed since the form showed it (HTTP 409).

A form that changes what is held carries a token: a keyed digest of each field as it was shown. When it is sent, the row
is locked, the fields are made anew from it, and the two are compared. Where somebody saved something else meanwhile,
nothing is saved and the form comes again: what only they changed is taken over, what only the reader changed is kept,
and where both changed a field the reader says which of the two is to be saved. The token of that page is of the state
which it shows, so a third change is noticed likewise. The digests tell nobody what a field said.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django import forms
from django.http import HttpRequest, QueryDict
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from azukari.accounts.who import names
from azukari.charter.of_request import policy_of
from azukari.desk.answer import number
from azukari.desk.reader import user_of
from azukari.lib.day import moment_in_words
from azukari.lib.joining import gap
from azukari.lib.three_way_merge import Changed, Value, merge, normal

AS_SHOWN = "as_shown"
"""The hidden field with the token."""
BOTH = "both-changed"
"""The hidden input that names a field which both changed, of a page that asks which of the two is to be saved."""
KEEP = "keep-"
"""Before the name of such a field: the buttons that say which."""
MINE, STORED = "mine", "stored"
_DIGITS = 16


@dataclass(frozen=True, slots=True)
class LastChange:
    """Who saved last, by the reference that rows keep, and when; as far as the row knows."""

    by: str = ""
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Beside:
    """What stands beside a field of a form that was overtaken.

    Args:
        text: what is stored now, in words; empty where nothing is.
        both: whether the reader changed it as well, and has to choose.
        missing: whether the choice was left out.
    """

    text: str
    both: bool
    missing: bool = False


@dataclass(frozen=True, slots=True)
class Compared:
    """What was sent, merged with what is stored.

    Args:
        data: what was sent, with what only others changed taken over.
        beside: what stands beside which field; where there is any of it, nothing is saved yet.
    """

    data: QueryDict
    beside: Mapping[str, Beside] = field(default_factory=dict)


def compared(request: HttpRequest, stored: forms.Form) -> Compared:
    """Compare what was sent with what is stored now.

    Args:
        stored: the form made from it, with nothing typed.
    """
    data: QueryDict = request.POST.copy()
    was_shown = shown_by(request)
    if was_shown is None:
        return Compared(data)
    now = {name: normal(stored[name].value()) for name in _asked(stored)}
    chosen = {name: data.get(KEEP + name, "") for name in data.getlist(BOTH) if name in now}
    for name, choice in chosen.items():
        if choice == STORED and was_shown(name, now[name]):
            data.setlist(name, _sent(stored, name))
    mine = {name: normal(_typed(stored, data, name)) for name in now}
    beside: dict[str, Beside] = {}
    for name, change in merge(mine, now, was_shown=was_shown).items():
        if change is Changed.THEIRS:
            data.setlist(name, _sent(stored, name))
        missing = change is Changed.MINE and name in chosen and chosen[name] != MINE
        if change in (Changed.THEIRS, Changed.BOTH) or missing:
            beside[name] = Beside(_in_words(stored, name), both=change is not Changed.THEIRS, missing=missing)
    return Compared(data, beside)


def shown_by(request: HttpRequest) -> Callable[[str, Value], bool] | None:
    """Whether the page that was sent showed a value in a field; None without a token: of a program, or of a page that
    was open before forms had one.
    """
    shown = dict(each.rpartition(":")[::2] for each in request.POST.get(AS_SHOWN, "").split())

    def was_shown(name: str, value: Value) -> bool:
        return name not in shown or constant_time_compare(shown[name], digest_of(name, value))

    return was_shown if shown else None


def marked[F: forms.Form](form: F) -> F:
    """Give a form the token of the state from which it was made."""
    return remark(form, form)


def remark[F: forms.Form](form: F, stored: forms.Form) -> F:
    """Give a form the token of the state from which another was made: of what was saved by this very request."""
    held = {name: normal(stored[name].field.prepare_value(stored[name].initial)) for name in _asked(stored)}
    token = token_of(held)
    form.fields[AS_SHOWN] = forms.CharField(required=False, widget=forms.HiddenInput, initial=token)
    if form.is_bound:
        form.data = form.data.copy()
        form.data[AS_SHOWN] = token
    return form


def token_of(held: Mapping[str, Value]) -> str:
    """The token of a page that shows these values, by field."""
    return " ".join(f"{name}:{digest_of(name, value)}" for name, value in held.items())


def _asked(form: forms.Form) -> Collection[str]:
    """The fields that show what is held."""
    unseen = forms.FileField
    return [name for name, one in form.fields.items() if not (isinstance(one, unseen) or one.widget.is_hidden)]


def digest_of(name: str, value: Value) -> str:
    """Of what a field shows, under a key of the instance."""
    said = "\x1f".join((name, *value))
    return salted_hmac("azukari.desk.editing", said, algorithm="sha256").hexdigest()[:_DIGITS]


def _typed(form: forms.Form, data: QueryDict, name: str) -> Any:
    return form.fields[name].widget.value_from_datadict(data, {}, name)


def _sent(stored: forms.Form, name: str) -> list[str]:
    """What a field says now, as a browser would send it."""
    value = stored[name].value()
    several = value if isinstance(value, list | tuple) else [value]
    return ["" if each is None else str(each) for each in several]


def _in_words(stored: forms.Form, name: str) -> str:
    """What a field says now, for people: of choices their labels."""
    labels = {str(value): str(label) for value, label in getattr(stored.fields[name], "choices", ())}
    return "\n".join(labels.get(each, each) for each in _sent(stored, name) if each)


def sentence(request: HttpRequest, last: LastChange, beside: Mapping[str, Beside]) -> str:
    """What has happened, and what to do."""
    name = names([last.by]).get(last.by, "")
    lang, policy = get_language() or "ja", policy_of(request)
    if last.by == f"staff:{user_of(request).reference}":
        who = _("You saved something else here in another window.")
    elif name:
        who = _("%(name)s saved something else here while you were writing.") % {"name": name}
    else:
        who = _("Something else was saved here while you were writing, by somebody or by you in another window.")
    what = _("What was changed there stands below now. Look at it, then save.")
    if any(one.missing for one in beside.values()):
        return _("Choose at each field that both of you changed which of the two is to be saved.")
    if any(one.both for one in beside.values()):
        what = _("Nothing you typed is lost. Choose below which of the two is to be saved, or write something new.")
    at = moment_in_words(last.at, lang, policy.organisation.zone) if last.at and policy else ""
    when = _("It was saved on %(day)s.") % {"day": at} if at else ""
    return gap(lang).join(part for part in (who, when, _("Nothing is saved yet."), what) if part)


def overtaken(request: HttpRequest, form: forms.Form, found: Compared, last: LastChange) -> forms.Form:
    """The form with all that was typed, what is stored now beside it, and a sentence that says so."""
    form.beside = found.beside  # type: ignore[attr-defined]
    form.add_error(None, sentence(request, last, found.beside))
    return form


def version_of(request: HttpRequest, now: int) -> int:
    """The version by which a verb compares: the one whose fields were compared here, or what was sent without a token.

    Args:
        now: of the row as it was read for this request.
    """
    return now if AS_SHOWN in request.POST else number(request.POST.get("version"))
