"""Where a list is chosen and looked at before it is taken out: from the list of people, or from a form's submissions.

Whatever narrows the list stands in the address, as on the list's own page. Nothing is opened here: what the reader sees
before they say yes are numbers and names of fields.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from azukari.core.policy_versions.of_request import charters_of
from azukari.core.vault.authorize import authorize
from azukari.core.vault.refusal import refuse
from azukari.core.vault.ways import insist_that_it_serves
from azukari.features.exports.asking import AskForm, left_out
from azukari.features.exports.columns import categories
from azukari.features.exports.order import AT_ONCE, MOST, TooMany, place
from azukari.features.exports.source import FormList, PeopleList
from azukari.policy.decide import may_act, may_release
from azukari.policy.terms import Act, Actor, Policy
from azukari.shells.staff import people_filter, people_saved, submission_filter
from azukari.shells.staff.acts import Doer, form_behind
from azukari.shells.staff.answer import Problem
from azukari.shells.staff.doors import Opens, opens_to
from azukari.shells.staff.form_desk import FormDesk, serves_form
from azukari.shells.staff.people_filter import GrantState
from azukari.shells.staff.reader import user_of
from azukari.shells.staff.scope import scope_of


@dataclass(frozen=True, slots=True)
class Desk:
    """A list in the hands of somebody who may take lists out.

    Args:
        title: what the list is called.
        back: the page that shows it, narrowed like this.
        query: what narrows it, for this page's own address.
        problems: what of that makes no sense.
    """

    source: PeopleList | FormList
    actor: Actor
    policy: Policy
    lang: str
    now: datetime
    title: str
    back: str
    query: str
    problems: list[Problem]


@form_behind(Act.EXPORT, fresh=True)
def of_people(request: HttpRequest, who: Doer) -> HttpResponse:
    """The people of a purpose, narrowed as on their list."""
    slug = request.GET.get("purpose", "")
    if not slug:
        return HttpResponseRedirect(reverse("console-people"))
    scope = scope_of(who.actor, who.policy, act=Act.EXPORT)
    opens = may_release(who.policy, purpose=slug, categories=frozenset(), actor=who.actor)
    verdict = opens and may_act(who.policy, Act.EXPORT, who.actor, purpose=slug)
    if not verdict:
        refuse(verdict, people=(), purpose=slug, actor=who.actor, now=who.now)
    wanted, problems = people_filter.read(slug, request.GET, who.policy, scope)
    if wanted.state == GrantState.ENDED:
        words = _("Their permission has ended, so they cannot be exported. Choose those still in use.")
        problems.append(Problem("", words))
    purpose = who.policy.purposes[slug]
    title = people_saved.title(wanted, who.policy)
    back = f"{reverse('console-people')}?{wanted.query}"
    source = PeopleList(purpose, wanted, charters_of(request), scope)
    desk = Desk(source, who.actor, who.policy, who.lang, who.now, title, back, wanted.query, problems)
    return _ask(request, desk)


@opens_to(Opens.BOTH, Act.EXPORT)
@form_behind(Act.EXPORT, fresh=True)
def of_form(request: HttpRequest, who: Doer, slug: str) -> HttpResponse:  # noqa: ARG001 - the form's own door asks who
    """The submissions of a form, narrowed as on their list."""
    return _of_form(request, slug=slug)  # type: ignore[call-arg]  # its door takes the slug and gives the form


@serves_form
def _of_form(request: HttpRequest, at: FormDesk) -> HttpResponse:
    wanted, problems = submission_filter.read(request.GET, at.form)
    scope = scope_of(at.who.actor, at.policy, act=Act.EXPORT)
    own = [slug for slug in at.form.purposes if slug in scope.purposes]
    if not own:
        purpose = next((slug for slug in at.form.purposes if slug in at.who.scope.purposes), at.form.purposes[0])
        verdict = may_act(at.policy, Act.EXPORT, at.who.actor, purpose=purpose)
        refuse(verdict, people=(), purpose=purpose, actor=at.who.actor, now=at.now)
    slug = request.GET.get("purpose", own[0])
    if slug not in own:
        problems.append(Problem("", _("Choose a purpose of this form that your duties cover.")))
        slug = own[0]
    back = f"{reverse('console-submissions', args=[at.form.slug])}?{wanted.query}"
    source = FormList(at.policy.purposes[slug], at.form, wanted, charters_of(request), user_of(request))
    query = f"purpose={slug}&{wanted.query}" if wanted.narrowed else f"purpose={slug}"
    title = at.form.title[at.lang]
    others = [at.policy.purposes[other] for other in own] if len(own) > 1 else []
    desk = Desk(source, at.who.actor, at.policy, at.lang, at.now, title, back, query, problems)
    return _ask(request, desk, others=others, narrowed=wanted.query)


def _ask(request: HttpRequest, desk: Desk, **more: object) -> HttpResponse:
    columns = desk.source.columns()
    form = AskForm(columns, desk.lang, *([request.POST] if request.method == "POST" else []))
    wanted = categories(form.said() or columns)
    purpose = desk.source.purpose.slug
    verdict = authorize(desk.policy, purpose=purpose, categories=wanted, actor=desk.actor, now=desk.now)
    if not verdict:
        refuse(verdict, people=(), purpose=purpose, actor=desk.actor, now=desk.now)
    insist_that_it_serves(desk.source.way, purpose, actor=desk.actor, now=desk.now, policy=desk.policy)
    context: dict[str, Any] = {
        "purpose": desk.source.purpose,
        "title": desk.title,
        "back": desk.back,
        "query": desk.query,
        "people": isinstance(desk.source, PeopleList),
        "shuffled": desk.source.shuffled,
        **more,
    }
    if form.is_valid() and not desk.problems:
        return _look(request, desk, form, context)
    context |= {"form": form, "any": bool(columns), "errors": desk.problems}
    return render(request, "console/export/begin.html", context, status=422 if form.errors or desk.problems else 200)


def _look(request: HttpRequest, desk: Desk, form: AskForm, context: dict[str, Any]) -> HttpResponse:
    """Everything is chosen: tell what it would be, or order it."""
    columns = form.said()
    tally = desk.source.tally(categories(columns), desk.now)
    if tally.rows > MOST:
        words = _("A list has %(most)s rows at most. Filter it, and export it in parts.") % {"most": MOST}
        form.add_error(None, words)
    if request.POST.get("make") and tally.rows and not form.errors:
        try:
            order = place(
                desk.source,
                form.choice(tally.rows),
                maker=user_of(request),
                actor=desk.actor,
                lang=desk.lang,
                now=desk.now,
            )
            return HttpResponseRedirect(reverse("console-export", args=[order.id]))
        except TooMany:
            words = _("You already have %(most)s lists ready. Download or erase one of them first.") % {"most": AT_ONCE}
            form.add_error(None, words)
    context |= {
        "form": form,
        "rows": tally.rows,
        "labels": [*desk.source.besides(), *(column.field.label[desk.lang] for column in columns)],
        "left": left_out(desk.source, tally, columns, desk.policy, desk.lang),
        "sent": [(name, value) for name in ("fields", "reason", "format") for value in request.POST.getlist(name)],
        "possible": tally.rows and not form.errors,
    }
    return render(request, "console/export/look.html", context, status=422 if form.errors else 200)
