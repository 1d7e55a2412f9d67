"""Forms of staff whose row may have changed meanwhile: `forms.shown_state` for Django's forms, and the words for it."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from django import forms
from django.http import HttpRequest, QueryDict
from django.utils.datastructures import MultiValueDict
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from azukari.core.accounts.who import names
from azukari.core.forms.shown_state import AS_SHOWN, Beside, token_of, weigh
from azukari.core.policy_versions.of_request import policy_of
from azukari.lib.day import moment_in_words
from azukari.lib.joining import gap
from azukari.lib.three_way_merge import normal
from azukari.shells.staff.answer import number
from azukari.shells.staff.reader import user_of


@dataclass(frozen=True, slots=True)
class LastChange:
    """Who saved last, by the reference that rows keep, and when; as far as the row knows."""

    by: str = ""
    at: datetime | None = None


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
    asked = _asked(stored)
    found = weigh(
        request.POST,
        mine={name: normal(stored.fields[name].widget.value_from_datadict(data, {}, name)) for name in asked},
        stored={name: normal(stored[name].value()) for name in asked},
        words={name: _in_words(stored, name) for name in asked},
    )
    for name in found.taken:
        data.setlist(name, _sent(stored, name))
    return Compared(data, found.beside)


def marked[F: forms.Form](form: F) -> F:
    """Give a form the token of the state from which it was made."""
    return remark(form, form)


def remark[F: forms.Form](form: F, stored: forms.Form) -> F:
    """Give a form the token of the state from which another was made: of what was saved by this very request."""
    held = {name: normal(stored[name].field.prepare_value(stored[name].initial)) for name in _asked(stored)}
    token = token_of(held)
    form.fields[AS_SHOWN] = forms.CharField(required=False, widget=forms.HiddenInput, initial=token)
    if form.is_bound:
        sent = QueryDict(mutable=True)
        for name in form.data:
            sent.setlist(name, form.data.getlist(name) if isinstance(form.data, MultiValueDict) else [form.data[name]])
        sent[AS_SHOWN] = token
        form.data = sent
    return form


def _asked(form: forms.Form) -> Collection[str]:
    """The fields that show what is held."""
    unseen = forms.FileField
    return [name for name, one in form.fields.items() if not (isinstance(one, unseen) or one.widget.is_hidden)]


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
    what = _("The new content is shown below. Check it, then save.")
    if any(one.missing for one in beside.values()):
        return _("For each field that both of you changed, choose which version to save.")
    if any(one.both for one in beside.values()):
        what = _("Nothing you typed is lost. Choose below which version to save, or write something new.")
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
