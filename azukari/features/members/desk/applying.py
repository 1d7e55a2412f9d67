"""Whoever has applied and waits for an answer: given on the page of each, or to several at once, as after a meeting of
the board that has decided on all of them.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from azukari.core.appearance.outcome import outcome_of
from azukari.core.policy_versions.of_request import charters_of
from azukari.features.members.admit import NoSuchClass, admit_many
from azukari.features.members.applications import waiting
from azukari.features.members.desk.applied import UNKNOWN, Applied, Group, applied, by_class, grouped_by_class, of_class
from azukari.features.members.desk.door import serves_members
from azukari.features.members.desk.listing import PAGE, counted
from azukari.features.members.models import Application, MemberClass
from azukari.features.members.registers import classes_of
from azukari.policy.explain import joined
from azukari.policy.terms import Ground
from azukari.shells.staff.answer import number as number_of
from azukari.shells.staff.answer import uuid
from azukari.shells.staff.by_name import by_name
from azukari.shells.staff.fields import One, Questions
from azukari.shells.staff.form_desk import FormDesk
from azukari.shells.staff.post_only import post_only
from azukari.shells.staff.selected_purpose import is_looked_at
from azukari.shells.staff.submission_rows import number

_NOT_CHOSEN = "not-chosen"
BY_CLASS = "class"
MOST = 1000
"""So many applications are looked through for a class."""


@require_safe
@serves_members
def show(request: HttpRequest, desk: FormDesk) -> HttpResponse:
    """Those who wait, oldest first or by class; of one class alone, if asked."""
    classes = classes_of(desk.form.slug)
    kind, is_by_class = request.GET.get("kind", ""), request.GET.get("sort") == BY_CLASS
    kind = kind if kind in {UNKNOWN, *(str(each.id) for each in classes)} else ""
    page, found = _listed(request, desk, classes, kind, is_by_class=is_by_class)
    listed = [each.application for each in found]
    named = by_name(request, desk, {each.pk: each.person_id for each in listed}, but=Ground.LAW)
    several = Counter(each.person_id for each in listed)  # several look alike but for their numbers
    context = {
        "form": desk.form,
        "rows": [
            (each, number(each.application.person_id), named.names.get(each.application.pk, "")) for each in found
        ],
        "told_apart": {each.pk: number(each.pk) for each in listed if several[each.person_id] > 1},
        "admits": any(each.is_offered for each in classes),
        "hand": named.hand,
        "refused": named.refused,
        "told": _told(request),
        "page_obj": page,
        "classes": classes,
        "kind": kind,
        "sort": BY_CLASS if is_by_class else "",
        "unknown": UNKNOWN,
        "query": f"{urlencode(asked)}&" if (asked := _asked(kind, is_by_class=is_by_class)) else "",
        "tab": "applications",
        **counted(desk),
    }
    return render(request, "members/desk/applications.html", context)


def _listed(
    request: HttpRequest, desk: FormDesk, classes: Sequence[MemberClass], kind: str, *, is_by_class: bool
) -> tuple[Page[Any], list[Applied]]:
    """The page, and who stands on it. What they applied for is opened of those on the page; where it narrows or orders
    the list, of all who wait, the oldest thousand at most. A page that nobody looks at opens nothing.
    """
    queue, number = waiting(desk.form.slug).select_related("submission"), request.GET.get("page")
    known, opens = charters_of(request), is_looked_at(request)
    if not kind and not is_by_class:
        page: Page[Any] = Paginator(queue, PAGE).get_page(number)
        return page, applied(page.object_list, desk, classes, known, opens=opens)
    chosen = of_class(applied(queue[:MOST], desk, classes, known, opens=opens), kind)
    page = Paginator(by_class(chosen) if is_by_class else chosen, PAGE).get_page(number)
    return page, list(page.object_list)


def _asked(kind: str, *, is_by_class: bool) -> dict[str, str]:
    pairs = (("kind", kind), ("sort", BY_CLASS if is_by_class else ""))
    return {name: value for name, value in pairs if value}


@post_only("console-members-applications", "slug")
@serves_members
def admit_several(request: HttpRequest, desk: FormDesk) -> HttpResponse:
    """Admit everybody who was ticked, each into the class that they applied for, and tell how many they were. Where
    they applied for different ones, or for none into which anybody may come, it is asked first.
    """
    ticked = {id for text in request.POST.getlist("picked")[:PAGE] if (id := uuid(text))}
    classes = classes_of(desk.form.slug)
    applications = waiting(desk.form.slug).filter(pk__in=ticked).select_related("submission")
    found = applied(applications, desk, classes, charters_of(request))
    groups = grouped_by_class(found)
    offered = {str(each.id): each.id for each in classes if each.is_offered}
    answers = {group.key: offered.get(request.POST.get(f"class-{group.key}", "")) for group in groups}
    is_asked = any(name.startswith("class-") for name in request.POST)
    if not is_asked and len(groups) == 1 and groups[0].fits:
        answers = {group.key: group.wanted.id for group in groups if group.wanted}
    elif groups and not all(answers.values()):
        return _ask(request, desk, found, groups, is_asked=is_asked)
    into = {one.application.pk: chosen for group in groups if (chosen := answers[group.key]) for one in group.applied}
    try:
        done = admit_many(into, actor=desk.who.actor, now=desk.now)
    except NoSuchClass:  # a colleague closed it at this moment
        return desk.to("console-members-applications", done=_NOT_CHOSEN)
    return desk.to("console-members-applications", done=f"{done}-{len(ticked)}")


def _ask(
    request: HttpRequest, desk: FormDesk, found: Sequence[Applied], groups: Sequence[Group], *, is_asked: bool
) -> HttpResponse:
    """Ask into which class each group is admitted; the one applied for is chosen already, where it takes people.

    Args:
        is_asked: whether this was answered, and one of the classes is missing.
    """
    offered, lang = classes_of(desk.form.slug, offered=True), desk.lang
    several = Counter(each.application.person_id for each in found)
    choices = [("", _("Please choose")), *((str(each.id), _with_fee(each, lang)) for each in offered)]
    asks = {
        f"class-{group.key}": One(
            _asked_for(group, lang),
            choices,
            initial=group.key if group.fits else "",
            missing=_("Choose a class."),
            help_text=joined([_reference(each.application, several) for each in group.applied], lang=lang),
            shown="list",
        )
        for group in groups
    }
    context = {
        "of": desk.form,
        "form": Questions(asks, request.POST) if is_asked else Questions(asks),
        "picked": [each.application.pk for group in groups for each in group.applied],
        "members": [(number(each.application.person_id), each) for each in found if each.member],
    }
    return render(request, "members/desk/admit_several.html", context, status=422 if is_asked else 200)


def _reference(application: Application, several: Mapping[UUID, int]) -> str:
    """The person's number; with the registration's where they have applied more than once."""
    person = number(application.person_id)
    return f"{person} ({number(application.pk)})" if several[application.person_id] > 1 else person


def _with_fee(each: MemberClass, lang: str) -> str:
    return _("%(name)s (%(amount)s yen)") % {"name": each.name[lang], "amount": f"{each.fee:,}"}


def _asked_for(group: Group, lang: str) -> str:
    """What a group applied for, in words, with how many they are."""
    told: dict[str, object] = {"count": len(group.applied)}
    if group.wanted is None:
        words = ngettext(
            "%(count)s application that names no class of ours", "%(count)s applications that name no class of ours",
            len(group.applied),
        )  # fmt: skip
        return words % told
    told["name"] = _with_fee(group.wanted, lang)
    if not group.fits:
        words = ngettext(
            "%(count)s application for %(name)s, which takes nobody any more",
            "%(count)s applications for %(name)s, which takes nobody any more",
            len(group.applied),
        )
        return words % told
    return (
        ngettext("%(count)s application for %(name)s", "%(count)s applications for %(name)s", len(group.applied)) % told
    )


def _told(request: HttpRequest) -> tuple[str, str]:
    """What came of the last step on several, and how it is shown; the address carries two numbers."""
    done = outcome_of(request)
    if done == _NOT_CHOSEN:
        return _("Choose one out of the list first. Nothing was changed."), "attention"
    first, _dash, second = done.partition("-")
    admitted, several = number_of(first), number_of(second)
    if admitted < 0 or several < 0:
        return "", ""
    if several == 0:
        return _("Tick the applications first."), "attention"
    if admitted == several:
        words = ngettext("Admitted %(count)s applicant.", "Admitted %(count)s applicants.", admitted)
        return words % {"count": admitted}, "kept"
    words = _(
        "Admitted %(count)s of %(several)s. The others have been decided in the meantime or were members before: see "
        "each."
    )
    return words % {"count": admitted, "several": several}, "attention"
