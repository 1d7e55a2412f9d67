"""The lists that a member of staff takes out, and one of them: how far it is, its file, its end. Nobody else's."""

from contextlib import suppress
from datetime import timedelta
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import translation

from azukari.core.appearance.download import download_pieces
from azukari.core.policy_versions.of_request import charters_of
from azukari.core.vault.authorize import authorize
from azukari.core.vault.list_lines import count
from azukari.core.vault.refusal import refuse
from azukari.core.vault.ways import insist_that_it_serves
from azukari.features.exports.columns import categories
from azukari.features.exports.fetch import TYPES, pieces
from azukari.features.exports.models import ExportState, FileFormat, ListExport
from azukari.features.exports.order import AGAIN, KEPT, WAITS, hand_out, source_of, stop
from azukari.features.exports.words import FORMATS, STATES
from azukari.features.exports.work import NotAllowed, chosen
from azukari.lib.conflict import InvalidTransition
from azukari.lib.percent import percent
from azukari.policy.terms import Act
from azukari.shells.staff import people_saved
from azukari.shells.staff.acts import Doer, form_behind, needs_act, page_behind
from azukari.shells.staff.people_filter import Filter
from azukari.shells.staff.post_only import post_only
from azukari.shells.staff.reader import user_of
from azukari.shells.staff.scope import scope_of

REFRESH = 3
"""Seconds until a page on which something moves is asked for again."""

SHOWN = 20


def _order_of(request: HttpRequest, id: UUID) -> ListExport:
    """The order, if the reader made it.

    Raises:
        Http404: there is none, or it is somebody else's.
    """
    mine = ListExport.objects.filter(maker=user_of(request))
    return get_object_or_404(mine.select_related("maker"), id=id)


def _title(order: ListExport, who: Doer) -> str:
    purposes, forms = who.policy.purposes, who.policy.forms
    if order.form:
        return forms[order.form].title[who.lang] if order.form in forms else order.form
    if order.purpose not in purposes:
        return order.purpose
    wanted = Filter(order.purpose, order.through, order.part, order.since, order.until)
    return people_saved.title(wanted, who.policy)


def _state(order: ListExport, who: Doer) -> str:
    """How far it is now; one whose hours are over is gone, whether the worker was there or not."""
    late = order.state in WAITS and order.ends_at <= who.now
    return ExportState.GONE if late else order.state


@page_behind(Act.EXPORT)
def mine(request: HttpRequest, who: Doer) -> HttpResponse:
    """The reader's own lists, newest first."""
    own = ListExport.objects.filter(maker=user_of(request))
    orders = own.order_by("-made_at", "-id")[:SHOWN]
    shown = [(order, _title(order, who), str(STATES[_state(order, who)])) for order in orders]
    scope = scope_of(who.actor, who.policy, act=Act.EXPORT)
    forms = [form for form in who.policy.forms.values() if form.slug in scope.forms]
    return render(request, "console/export/mine.html", {"orders": shown, "forms": forms})


@page_behind(Act.EXPORT)
def show(request: HttpRequest, who: Doer, id: UUID) -> HttpResponse:
    """One list: how far it is, and what can be done with it."""
    order, state = (found := _order_of(request, id)), _state(found, who)
    lines = count(order.id) if state == ExportState.READY else 0
    context = {
        "order": order,
        "title": _title(order, who),
        "state": state,
        "state_words": str(STATES[state]),
        "purpose": who.policy.purposes.get(order.purpose),
        "format": FORMATS[order.format][0],
        "share": min(100, percent(order.position, order.expected)) if order.expected else 100,
        "lines": lines,
        "gone": order.lines - lines if state == ExportState.READY else 0,
        "minutes": AGAIN // timedelta(minutes=1),
        "hours": KEPT // timedelta(hours=1),
    }
    response = render(request, "console/export/order.html", context)
    if state == ExportState.WAITING:
        response.headers["Refresh"] = str(REFRESH)
    return response


@form_behind(Act.EXPORT, fresh=True)
def file(request: HttpRequest, who: Doer, id: UUID) -> HttpResponse:
    """The file, to its maker alone, a moment after they said who they are. A GET fetches nothing and leads back."""
    order = _order_of(request, id)
    back = HttpResponseRedirect(reverse("console-export", args=[order.id]))
    source = source_of(order, charters_of(request), scope_of(who.actor, who.policy, act=Act.EXPORT))
    if request.method != "POST" or source is None:
        return back
    try:
        columns = chosen(order, source)
        wanted = categories(columns)
        verdict = authorize(who.policy, purpose=order.purpose, categories=wanted, actor=who.actor, now=who.now)
        if not verdict:
            refuse(verdict, people=(), purpose=order.purpose, actor=who.actor, now=who.now)
        insist_that_it_serves(source.way, order.purpose, actor=who.actor, now=who.now, policy=who.policy)
        hand_out(order, columns, actor=who.actor, now=who.now)
    except (InvalidTransition, NotAllowed):
        return back
    ending, kind = TYPES[FileFormat(order.format)]
    with translation.override(order.lang):
        content = pieces(order, source, columns, now=who.now)
    name = f"{order.form or order.purpose}-{who.today}.{ending}"
    return download_pieces(content, name, kind)  # type: ignore[return-value]  # every door passes it on as it is


@post_only("console-export", "id")
@needs_act(Act.EXPORT)
def erase(request: HttpRequest, who: Doer, id: UUID) -> HttpResponse:
    """Let the list go, at whatever point it is."""
    order = _order_of(request, id)
    with suppress(InvalidTransition):
        stop(order, now=who.now)
    return HttpResponseRedirect(reverse("console-export", args=[order.id]))
