"""Before a transfer: what is wished, what would go, in sentences, and the question for the second person's yes."""

from uuid import UUID

from django.forms import Field
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from azukari.core.transfers.disclose import Preview, Wish
from azukari.core.transfers.models import PreviewOrder, Recipient, Sort
from azukari.core.transfers.previews import look, propose_looked, result_of
from azukari.features.processors.desk.page import find
from azukari.lib.percent import percent
from azukari.policy.disclose_words import GROUND_TITLES
from azukari.policy.disclosure import LEGAL_DUTY, DisclosureGround
from azukari.policy.terms import Act, Category, Verdict
from azukari.shells.staff.acts import Doer, form_behind, needs_act, page_behind
from azukari.shells.staff.fields import Answers, Fields, One, Questions, Some
from azukari.shells.staff.post_only import post_only
from azukari.shells.staff.step import ask as ask_what
from azukari.shells.staff.step import carry_out

REFRESH = 4
"""Seconds until a page on which something moves is asked for again."""


@form_behind(Act.DISCLOSE, fresh=True)
def begin(request: HttpRequest, who: Doer, slug: str) -> HttpResponse:
    """Choose what for and which data; see what would go; ask for the second person's yes."""
    recipient = find(slug)

    def do(answers: Answers) -> HttpResponse:
        wish = Wish(
            slug,
            LEGAL_DUTY if answers["ground"] == DisclosureGround.LAW else answers.get("purpose", ""),
            frozenset(Category(c) for c in answers["categories"]),
            answers["ground"],
            UUID(answers["case"]) if answers.get("case") else None,
        )
        seen = look(wish, actor=who.actor, now=who.now)
        if isinstance(seen, Verdict):
            return _seen(request, recipient, Preview(seen))
        return redirect("console-transfer-preview", seen.id)

    def page(form: Questions, status: int) -> HttpResponse:
        context = {"recipient": recipient, "form": form}
        return render(request, "console/recipients/transfer_begin.html", context, status=status)

    return ask_what(request, _asks(recipient, who), do, page)


@page_behind(Act.DISCLOSE)
def foresee(request: HttpRequest, who: Doer, preview_id: UUID) -> HttpResponse:
    """What would go; while many people are looked at, how far that is."""
    row = get_object_or_404(PreviewOrder.objects.select_related("recipient"), id=preview_id)
    if row.finished_at is None:
        context = {
            "row": row,
            "recipient": row.recipient,
            "share": percent(row.judged, row.total),
        }
        response = render(request, "console/recipients/preview.html", context)
        response.headers["Refresh"] = str(REFRESH)
        return response
    return _seen(request, row.recipient, result_of(row, now=who.now), row, who)


@post_only("console-transfer-preview", "preview_id")
@needs_act(Act.DISCLOSE, fresh=True)
def ask(request: HttpRequest, who: Doer, preview_id: UUID) -> HttpResponse:
    """Ask for the second person's yes, to what was seen."""
    row = PreviewOrder.objects.select_related("recipient").filter(id=preview_id).first()
    if row is None:  # asked for already, in another window perhaps
        return redirect("console-recipients")
    if row.finished_at is None:
        return redirect("console-transfer-preview", row.id)
    return carry_out(
        request,
        lambda _answers: redirect("console-transfer", propose_looked(row, actor=who.actor, now=who.now).id),
        lambda form, _status: _seen(request, row.recipient, result_of(row, now=who.now), row, who, form),
    )


def _asks(recipient: Recipient, who: Doer) -> Fields:
    policy, lang = who.policy, who.lang
    entry = policy.recipients.get(recipient.slug)
    authority = recipient.sort == Sort.AUTHORITY
    categories = entry.categories if entry else frozenset(policy.categories)
    grounds = {
        Sort.AUTHORITY: [DisclosureGround.LAW],
        Sort.CONTRACTOR: [DisclosureGround.CONTRACT, DisclosureGround.CONSENT],
        Sort.THIRD_PARTY: [DisclosureGround.CONSENT],
    }[Sort(recipient.sort)]
    asks: dict[str, Field] = {
        "ground": One(_("Legal basis"), [(g.value, GROUND_TITLES[g][lang]) for g in grounds], initial=grounds[0].value),
    }
    if authority:
        cases = [(str(c.id), c.citation or str(c.id)) for c in recipient.cases.filter(closed_at__isnull=True)]
        asks["case"] = One(_("Case"), cases)
    elif entry:
        titles = [(p, policy.purposes[p].title[lang]) for p in entry.purposes]
        asks["purpose"] = One(_("What for"), titles, initial=next(iter(entry.purposes), ""))
    asks["categories"] = Some(
        _("Which data"),
        [(c.value, policy.categories[c][lang]) for c in policy.categories if c in categories],
        help_text=_("Only what is needed. The newest of each kind goes, and nothing else."),
    )
    return asks


def _seen(
    request: HttpRequest,
    recipient: Recipient,
    seen: Preview,
    row: PreviewOrder | None = None,
    who: Doer | None = None,
    form: Questions | None = None,
) -> HttpResponse:
    asked_for = row.categories.split() if row else []
    context = {
        "recipient": recipient,
        "row": row,
        "seen": seen,
        "left": [{"count": n, "sentence": seen.answers[code].sentence} for code, n in sorted(seen.left_out.items())],
        "asked_for": [who.policy.categories[Category(c)] for c in asked_for] if who else [],
        "form": form,
    }
    return render(request, "console/recipients/transfer_seen.html", context, status=409 if form else 200)
