"""One person entered by hand: the form as it rules, filled in for them, with how they were told what its notice says.

The entry goes the way of every form. Where there is an email address, its owner is asked by email, and until they have
pressed the button nothing of it is used; where there is none, it counts at once. Somebody without an address is entered
even where the form requires one: whoever enters them attests by their name that it is theirs, as an import does.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from azukari.core.forms.answers import Answers, read
from azukari.core.forms.entered import Entered
from azukari.core.forms.importing.basis import NoticeMethod
from azukari.core.forms.intake import IntakeOptions, receive
from azukari.core.forms.kinds import of
from azukari.core.forms.models import Channel
from azukari.core.forms.notices import notices
from azukari.core.forms.present import consent_views, dependent_views
from azukari.core.forms.problem import Problem
from azukari.core.policy_versions.current import Current
from azukari.core.policy_versions.of_request import charters_of
from azukari.lib.conflict import StaleVersion
from azukari.lib.mailbox_limit import take_mail_to
from azukari.policy.minors import GUARDIAN, NO, OF_AGE
from azukari.policy.terms import Category, Form, FormKind
from azukari.shells.staff.doors import Opens, opens_to
from azukari.shells.staff.fields import Day, One, Some
from azukari.shells.staff.form_desk import FormDesk, serves_form
from azukari.shells.staff.language_names import LANGUAGES
from azukari.shells.staff.reader import reader

TOLD = (
    (NoticeMethod.PAPER.value, gettext_lazy("They filled in a paper form that has this notice on it")),
    (NoticeMethod.IN_PERSON.value, gettext_lazy("They read it here, or it was read to them")),
    (NoticeMethod.PHONE.value, gettext_lazy("It was read to them on the phone")),
    (NoticeMethod.LETTER.value, gettext_lazy("They answered a letter that has this notice in it")),
)
_OURS = frozenset({"csrfmiddlewaretoken", "notice", "entry-told", "entry-day", "entry-lang", "entry-without"})
_WITHOUT = "email"


class HowForm(forms.Form):
    """How it came, when, in which language the person reads, and whether they have an email address at all."""

    prefix = "entry"

    def __init__(
        self, *args: Any, today: date, languages: Mapping[str, str], may_lack: bool = False, **rest: Any
    ) -> None:
        super().__init__(*args, **rest)
        self.today = today
        self.fields["told"] = One(
            _("How do they know what the notice says?"), TOLD, missing=_("Choose how they were told.")
        )
        self.fields["day"] = Day(_("On which day?"), initial=today)
        self.fields["lang"] = One(_("In which language do they read?"), list(languages.items()))
        if may_lack:
            words = _("They have no email address, and I know from themselves that they registered")
            self.fields["without"] = Some(_("If the email address is missing"), [(_WITHOUT, words)], required=False)

    @property
    def waives(self) -> bool:
        """Whether the form's email address may stay blank, if what was posted says so."""
        return "without" in self.fields and _WITHOUT in (self["without"].value() or ())

    def clean_day(self) -> date:
        day: date = self.cleaned_data["day"]
        if day > self.today:
            raise ValidationError(_("This date is in the future."))
        return day


def _elsewhere(form: Form) -> bool:
    """Whether it is filled in on pages of its own: a questionnaire."""
    return bool(of(form.kind).page(form, get_language() or "ja"))


@opens_to(Opens.EVERYBODY)
@require_safe
def choose(request: HttpRequest) -> HttpResponse:
    """The forms that the reader's duties serve, and that are filled in as they stand; where it is one, straight on."""
    who = reader(request)
    forms = who.policy.forms if who.policy else {}
    served = [form for slug, form in forms.items() if slug in who.scope.forms and not _elsewhere(form)]
    if len(served) == 1:
        return HttpResponseRedirect(reverse("console-entry-form", args=[served[0].slug]))
    return render(request, "entry/desk/choose.html", {"forms": served})


@require_http_methods(["GET", "HEAD", "POST"])
@serves_form
def enter(request: HttpRequest, desk: FormDesk) -> HttpResponse:
    """Fill in the form for somebody."""
    charter = charters_of(request).ruling
    form = charter.form(desk.form.slug)
    if form is None or _elsewhere(form):
        raise Http404
    posted = {name: values for name, values in request.POST.lists() if name not in _OURS}
    how = _how(request, desk, form)
    if request.method != "POST":
        return _page(request, charter, form, posted, how)
    asked = form
    if how.waives and NO not in posted.get(OF_AGE, ()):
        fields = (replace(f, required=False) if f.category is Category.EMAIL else f for f in form.fields)
        asked = replace(form, fields=tuple(fields))
    typed = {name: values[0] if len(values) == 1 else values for name, values in posted.items() if any(values)}
    answers = read(asked, charter.policy, typed, lang=desk.lang)
    wrong = () if isinstance(answers, Answers) else answers
    if not how.is_valid() or not isinstance(answers, Answers):
        return _page(request, charter, form, posted, how, wrong)
    said = how.cleaned_data
    known = notices(charter, form)
    if request.POST.get("notice") not in {one.digest for one in known.values()}:
        return _page(request, charter, form, posted, how, stale=True)
    try:
        received = receive(
            charter=charter,
            form=form,
            answers=answers,
            lang=said["lang"],
            notice=known[said["lang"]].digest,
            channel=Channel.STAFF,
            now=desk.now,
            options=IntakeOptions(
                mail=_may_write(answers, now=desk.now),
                entered=Entered(desk.who.actor, NoticeMethod(said["told"]), said["day"]),
            ),
        )
    except StaleVersion:
        return _page(request, charter, form, posted, how, stale=True)
    return HttpResponseRedirect(reverse("console-submission", args=[form.slug, received.id]))


def _may_write(answers: Answers, *, now: datetime) -> bool:
    """Whether the address that was taken down, if one was, may get a mail that asks to confirm it."""
    address = next((value.text for value in answers.values if value.category is Category.EMAIL), "")
    limit = settings.AZUKARI.limits.mails_per_mailbox
    return not address or take_mail_to(address, limit=limit, now=now)


def _how(request: HttpRequest, desk: FormDesk, form: Form) -> HowForm:
    today = desk.today
    languages = {lang: LANGUAGES.get(lang, lang) for lang in desk.policy.languages}
    data = [request.POST] if request.method == "POST" else []
    requires_one = any(f.category is Category.EMAIL and f.required and f.id != GUARDIAN for f in form.fields)
    may_lack = requires_one and form.kind is not FormKind.MAGAZINE
    initial = {"lang": desk.policy.languages[0]}
    return HowForm(*data, today=today, languages=languages, may_lack=may_lack, initial=initial)


def _page(
    request: HttpRequest,
    charter: Current,
    form: Form,
    posted: Mapping[str, list[str]],
    how: HowForm,
    wrong: tuple[Problem, ...] = (),
    *,
    stale: bool = False,
) -> HttpResponse:
    lang = get_language() or "ja"
    notice = notices(charter, form)[lang]
    said = [{"field_id": f"{how.prefix}-{name}", "message": str(errors[0])} for name, errors in how.errors.items()]
    context = {
        "form": form,
        "fields": dependent_views(form, lang, posted, wrong),
        "consents": consent_views(form, charter.policy, lang, posted, wrong),
        "notice": notice.rows,
        "digest": notice.digest,
        "how": how,
        "errors": (*said, *wrong),
        "stale": stale,
    }
    status = 409 if stale else 422 if wrong or how.errors else 200
    return render(request, "entry/desk/enter.html", context, status=status)
