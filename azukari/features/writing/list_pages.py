"""Writing to a filtered list: write, look at it once more, send; then a page on how far it is, and to stop it."""

from collections.abc import Sequence
from functools import partial
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods, require_safe

from azukari.core.mail import mailing
from azukari.core.mail.models import Mailing
from azukari.core.mail.paused import why_paused
from azukari.core.mail.progress import progress
from azukari.core.policy_versions.of_request import charters_of
from azukari.core.vault.authorize import authorize
from azukari.core.vault.refusal import refuse
from azukari.core.vault.ways import insist_that_it_serves
from azukari.features.writing.list_letter import LETTER, send, texts
from azukari.features.writing.models import ReplyTemplate
from azukari.lib.conflict import InvalidTransition
from azukari.policy.mailing import MailingState
from azukari.policy.terms import Category, Policy
from azukari.shells.staff.doors import Opens, opens_to
from azukari.shells.staff.fields import Questions, by_language
from azukari.shells.staff.people_filter import Filter, chips, read
from azukari.shells.staff.people_rows import MOST, People
from azukari.shells.staff.post_only import post_only
from azukari.shells.staff.reader import Reader, reader
from azukari.shells.staff.to_many import faults, letter_fields

_fields = partial(letter_fields, longest_subject=120, rows=8)
_INSERT = "insert"


@opens_to(Opens.BOTH)
@require_http_methods(["GET", "HEAD", "POST"])
def write(request: HttpRequest) -> HttpResponse:
    """Write, look, send. Nothing is kept of what was typed before it is sent."""
    who, now, data = reader(request), timezone.now(), request.POST if request.method == "POST" else request.GET
    purpose = data.get("purpose", "")
    if who.policy is None or purpose not in who.policy.purposes:
        raise Http404
    verdict = authorize(who.policy, purpose=purpose, categories=frozenset({Category.EMAIL}), actor=who.actor, now=now)
    if not verdict:
        refuse(verdict, people=(), purpose=purpose, actor=who.actor, now=now)
    insist_that_it_serves(LETTER.way, purpose, actor=who.actor, now=now, policy=who.policy)
    wanted, _problems = read(purpose, data, who.policy, who.scope)
    wanted = Filter(purpose, form=wanted.form, since=wanted.since, until=wanted.until)
    forms = {form.slug for form in who.policy.forms.values() if purpose in form.purposes} & who.scope.forms
    templates = list(ReplyTemplate.objects.filter(form__in=forms).order_by("title", "id"))
    if request.method != "POST":
        return _page(request, who.policy, wanted, Questions(_fields(who.policy)), templates)
    if _INSERT in request.POST:
        return _page(request, who.policy, wanted, _with_template(request, who.policy, templates), templates)
    typed = Questions(_fields(who.policy), request.POST)
    if not typed.is_valid():
        return _page(request, who.policy, wanted, typed, templates, status=422)
    subjects = by_language("subject", typed.cleaned_data, who.policy)
    bodies = by_language("text", typed.cleaned_data, who.policy)
    for field, fault in faults(subjects, bodies, who.policy.purposes[purpose].categories):
        typed.add_error(field, fault)
    if typed.errors:
        return _page(request, who.policy, wanted, typed, templates, status=422)
    said = texts(subjects, bodies)
    if "send" not in request.POST:
        shown = [(lang, subjects[lang], bodies[lang]) for lang in (text.lang for text in said)]
        return _page(request, who.policy, wanted, typed, templates, shown=shown)
    made = send(wanted, said, known=charters_of(request), actor=who.actor, now=now)
    return HttpResponseRedirect(reverse("console-list-letter", args=[made.id]))


@opens_to(Opens.BOTH)
@require_safe
def show(request: HttpRequest, mailing_id: UUID) -> HttpResponse:
    """How far it is."""
    made = _own(reader(request), mailing_id)
    context = {
        "mailing": made,
        "progress": progress(made),
        "texts": sorted(
            ((text.lang, text.subject) for text in made.texts.all()),
            key=lambda text: (text[0] != get_language(), text[0]),
        ),
        "goes": made.state == MailingState.SENDING,
        "paused": made.state == MailingState.PAUSED,
        "why_paused": why_paused(made),
    }
    return render(request, "writing/desk/list_letter.html", context)


@opens_to(Opens.BOTH)
@post_only("console-list-letter", "mailing_id")
def steer(request: HttpRequest, mailing_id: UUID) -> HttpResponse:
    """Pause it, go on with it, or stop it for good."""
    made, now = _own(reader(request), mailing_id), timezone.now()
    act = request.POST.get("act", "")
    try:
        if act == "pause":
            mailing.pause(made)
        elif act == "go-on":
            insist_that_it_serves(LETTER.way, made.purpose, actor=reader(request).actor, now=now)
            mailing.start(made, now=now)
        elif act == "stop":
            mailing.cancel(made, now=now)
    except InvalidTransition:
        pass  # somebody was faster; the page says how it stands
    return HttpResponseRedirect(reverse("console-list-letter", args=[mailing_id]))


def _own(who: Reader, id: UUID) -> Mailing:
    """
    Raises:
        Http404: there is no such letter for a purpose of the reader's duties.
    """
    return get_object_or_404(Mailing, id=id, kind=LETTER.name, purpose__in=who.scope.purposes)


def _with_template(request: HttpRequest, policy: Policy, templates: Sequence[ReplyTemplate]) -> Questions:
    """What was typed, with the template's text after it in each language."""
    typed, chosen = request.POST.copy(), request.POST.get(_INSERT, "")
    found = next((each for each in templates if str(each.id) == chosen), None)
    for lang in policy.languages if found else ():
        texts = [typed.get(f"text_{lang}", "").strip(), found.texts.get(lang, "") if found else ""]
        typed[f"text_{lang}"] = "\n\n".join(text for text in texts if text)
    return Questions(_fields(policy), typed)


def _page(
    request: HttpRequest,
    policy: Policy,
    wanted: Filter,
    form: Questions,
    templates: Sequence[ReplyTemplate],
    *,
    shown: list[tuple[str, str, str]] | None = None,
    status: int = 200,
) -> HttpResponse:
    listed = People(wanted, known=charters_of(request), now=timezone.now(), most=MOST, way=LETTER.way)
    context = {
        "wanted": wanted,
        "purpose": policy.purposes[wanted.purpose],
        "chips": chips(wanted, policy),
        "count": listed.count,
        "too_many": listed.goes_on,
        "form": form,
        "templates": templates,
        "shown": shown,
    }
    return render(request, "writing/desk/to_list.html", context, status=status)
