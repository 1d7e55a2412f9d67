"""The own page itself: what we hold, what for and until when, who looked, to whom it went."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from azukari.core.appearance.outcome import outcome_of
from azukari.core.forms.addition import offers
from azukari.core.forms.models import State, Submission
from azukari.core.forms.notices import notices
from azukari.core.forms.receipts import receipt_path
from azukari.core.transfers.consents import offers as passing_offers
from azukari.core.vault.address_change import changes_of
from azukari.core.vault.legal_holds import holds_on
from azukari.core.vault.merge import merges_of
from azukari.policy.casework import HOLDS
from azukari.policy.explain import name_categories
from azukari.policy.terms import Ground
from azukari.shells.self_service import sections
from azukari.shells.self_service.do_not_contact import is_off
from azukari.shells.self_service.guard import Visit, own_page
from azukari.shells.self_service.subject_timeline import TimelineItem, entries_of, story

_SHOWN = 60
_LATEST = 10
"""Steps that stand open; those before them, up to `_SHOWN`, are folded, and the page for printing has all."""

_OPEN = 3
"""So many registrations stand open; where there are more, the first alone does, and a line stands for each other."""

_REGISTRATIONS = 20


def _done(code: str) -> str:
    """What has just been done, in words; the address carries a code and nothing else."""
    sentences = {
        "corrected": _("Your entry has been corrected."),
        "blanked": _("It has been erased."),
        "address": _("We have sent an email to the new address. We use the old one until you confirm the link in it."),
        "address-changed": _("The new address is in use now."),
        "added": _("Thank you. It is added to your registration."),
        "added-agreed": _("Thank you. It is added, and we have sent you a receipt for what you agreed to."),
        "passed-on": _("You have agreed. You can withdraw here at any time."),
        "not-passed-on": _("You have withdrawn. We pass on nothing more."),
        "ended": _("It has ended. Everything else stays unchanged."),
        "quiet": _(
            "From now on we send only what you ask for yourself, such as the link to this page, and notices about "
            "your data, such as a correction."
        ),
        "audible": _("You will get our emails again."),
        "address-forgotten": _("The new address is cancelled. Nothing has changed."),
    }
    return sentences.get(code, "") or sections.notices.done(code) or sections.parts.done(code)


def _recent(items: Sequence[TimelineItem]) -> Mapping[str, Sequence[TimelineItem]]:
    """Steps, newest first: those that stand open, and those that are folded."""
    return {"latest": items[:_LATEST], "earlier": items[_LATEST:]}


def show(visit: Visit) -> HttpResponse:
    """Everything about the person, opened to them and recorded as such."""
    known, policy = visit.charters, visit.policy
    data, done = visit.own_data(), outcome_of(visit.request)
    items = story(entries_of(visit.person), policy=visit.told, lang=visit.lang)
    page = Paginator(data.registrations, _REGISTRATIONS).get_page(visit.request.GET.get("page"))
    uses = {u.purpose: u for r in data.registrations for u in r.uses if not u.ended and u.ground is not Ground.LAW}
    parts = sections.parts.at(visit)
    held = holds_on([visit.person], visit.now).get(visit.person, [])
    context = {
        "address": data.address,
        "proposed": data.proposed,
        "changes": changes_of(visit.person, now=visit.now),
        "registrations": page.object_list,
        "page_obj": page,
        "receipts": {
            r.id: receipt_path(r.id, lang=visit.lang, now=visit.now)
            for r in page.object_list
            if r.submission.state == State.ACCEPTED
        },
        "addable": offers({r.submission: r.raw for r in data.registrations}, known=known, now=visit.now),
        "uses": list(uses.values()),  # what can be erased on its own: no law is among them
        "folds": len(page.object_list) > _OPEN,
        "transfers": _recent([item for item in items if item.kind == "disclosure"]),
        "passing": [
            (offer, policy.purposes[offer.purpose].title, name_categories(policy, offer.categories))
            for offer in passing_offers(visit.person, policy=policy, now=visit.now)
        ],
        "trail": _recent(items[:_SHOWN]),
        "more": len(items) > _SHOWN,
        "quiet": is_off(data),
        "notices": sections.notices.at(visit),
        "sections": parts,
        "closing": sections.closing.at(visit),
        "merges": merges_of(visit.person, visit.now),
        "holds": [(HOLDS[one.hold][0][visit.lang], HOLDS[one.hold][1][visit.lang], one.until) for one in held],
        "done": _done(done),
        "done_where": sections.parts.place(done, parts),
        "done_kind": "attention" if sections.parts.is_refusal(done) else "kept",
    }
    return visit.render("own/overview.html", context)


@own_page("GET", "HEAD")
def notice(visit: Visit, submission: UUID) -> HttpResponse:
    """The exact words that stood before the first field when the person filled in a form (P20)."""
    known = Submission.objects.select_related("notice", "charter")
    found = get_object_or_404(known, id=submission, person_id=visit.person)
    charter = visit.charters.at(found.charter_id)
    form = charter.policy.forms[found.form]
    shown = notices(charter, form)[found.lang]
    context = {
        "form": form,
        "submission": found,
        "notice": shown.rows if shown.digest == found.notice_id else (),
        "text": found.notice.text,
    }
    return visit.render("own/notice.html", context)
