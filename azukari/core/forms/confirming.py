"""The pages behind a mailed link. Opening one changes nothing, whoever opens it; only the button does (law 7)."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from azukari.core.appearance.download import download
from azukari.core.appearance.outcome import outcome_of
from azukari.core.consent import receipt as receipts
from azukari.core.consent.signed_receipt import as_json
from azukari.core.forms import kinds
from azukari.core.forms.acts import act, number
from azukari.core.forms.confirm import LINK, GuardianAsked, GuardianDeclined, confirm
from azukari.core.forms.models import Channel, ImportedSubmission, Submission
from azukari.core.forms.proofs import proof_of
from azukari.core.forms.receipts import LINK as RECEIPT
from azukari.core.forms.receipts import ReceiptContents, ended_since, held, receipt_path, signed
from azukari.core.mail.link import LinkState
from azukari.core.mail.link_page import ALL_FORMS, OWN_PAGE, Button, Panel, Visit, alike, link_page, nowhere, told
from azukari.core.policy_versions.of_request import charters_of
from azukari.core.vault.suppression import waits_for_lifting
from azukari.lib.gpc import objects
from azukari.lib.joining import colon
from azukari.lib.paper import pdf
from azukari.policy.explain import joined, name_categories
from azukari.policy.retention_words import kept_for
from azukari.policy.terms import Ground, Purpose


def _ask(visit: Visit, submission: Submission) -> HttpResponse:
    form = charters_of(visit.request).form_of(submission)
    lifts = _("You once asked us never to write to this address again. If you confirm, you will get our emails again.")
    panel = Panel(
        title=f"{_('Please confirm')}{colon(visit.lang)}{form.title[visit.lang]}",
        heading=_("Is it you?"),
        icon="seal",
        attention=lifts if waits_for_lifting(submission.id) else "",
        buttons=(Button(kinds.of(submission.kind).confirms, "check"),),
        after=(
            _("If it was not you, close this page. Nothing happens, and what was entered is erased automatically."),
        ),
    )
    context = {"panel": panel, "submission": submission, "form": form, "given_on": _given_on(submission)}
    return visit.render("forms/confirm.html", context)


def _given_on(submission: Submission) -> date | None:
    """The day that the list says, as its mail does; None where the address was entered here."""
    if submission.channel != Channel.IMPORT:
        return None
    return ImportedSubmission.objects.values_list("told_on", flat=True).filter(submission=submission).first()


def _confirm(visit: Visit) -> HttpResponse:
    try:
        accepted = confirm(visit.token, now=visit.now, counted=not objects(visit.request.headers))
    except GuardianAsked as asked:
        return visit.go(f"/forms/{asked.form}/guardian/asked")
    except GuardianDeclined:
        return visit.say(_DECLINED)
    query = "?done=again" if accepted.again else ""
    return HttpResponseRedirect(receipt_path(accepted.submission, lang=visit.lang, now=visit.now) + query, status=303)


_DECLINED = Panel(
    gettext_lazy("Your parent or guardian did not agree"),
    (gettext_lazy("It does not count, and what you entered is being erased."),),
    "info",
    ways=(ALL_FORMS,),
)
_CONFIRMED = Panel(
    gettext_lazy("This has already been confirmed"),
    (gettext_lazy("Each link works once, and this one has been used. We sent your receipt by email."),),
    "check",
    ways=(OWN_PAGE,),
)
_TOO_OLD = Panel(
    gettext_lazy("This link has expired"),
    (gettext_lazy("What was entered has been erased. If you still want to, please fill in the form again."),),
    "clock",
    ways=(ALL_FORMS,),
)

_OVER = Panel(
    gettext_lazy("It has ended"),
    (
        gettext_lazy("The last day has passed, so this can no longer be confirmed and does not count."),
        gettext_lazy("What was entered is erased automatically."),
    ),
    "calendar",
    ways=(ALL_FORMS,),
)

confirm_page = link_page(
    "confirm",
    LINK.opened,
    show=_ask,
    press=_confirm,
    closed=told(
        {LinkState.USED: _CONFIRMED, LinkState.EXPIRED: _TOO_OLD, LinkState.OVER: _OVER}, otherwise=nowhere(ALL_FORMS)
    ),
)


def _receipt(visit: Visit, submission: Submission) -> HttpResponse:
    found, lang = held(submission, charters_of(visit.request)), visit.lang
    organisation = found.policy.organisation
    context = {
        **_shown(found, lang, visit.now),
        "kind": kinds.of(found.form.kind),
        "confirmed": found.occasion.confirmed,
        "agreed": any(purpose.ground is Ground.CONSENT for purpose in _all_purposes(found)),
        "again": outcome_of(visit.request) == "again",
        "guardian_agreed": found.occasion.guardian_agreed,
        "controller": {"name": organisation.name[lang], "address": organisation.address[lang]},
        "receipt_id": receipts.receipt_id(found.submission.id),
        "more": kinds.of(found.form.kind).after_receipt(found.submission, found.form, lang, visit.now),
        "json_path": f"/{lang}/receipt/{visit.token}.json",
        "pdf_path": f"/{lang}/receipt/{visit.token}.pdf",
    }
    return visit.render("forms/receipt.html", context)


def _shown(found: ReceiptContents, lang: str, now: datetime) -> dict[str, Any]:
    """What a receipt says on its page and on paper."""
    return {
        "submission": found.submission,
        "form": found.form,
        "number": number(found.submission.id),
        "act": act(found.submission, found.policy, lang),
        "purposes": _purposes(found, lang, now),
        "notice_text": found.occasion.notice,
    }


def _all_purposes(found: ReceiptContents) -> Sequence[Purpose]:
    return receipts.purposes_of(found.form, found.occasion, found.policy)


def _purposes(found: ReceiptContents, lang: str, now: datetime) -> list[dict[str, Any]]:
    policy, ended = found.policy, ended_since(found, now=now)
    grounds = {
        Ground.CONSENT: _("with your consent"),
        Ground.CONTRACT: _("as part of what you asked us for"),
        Ground.LAW: _("because a law requires us to"),
    }
    return [
        {
            "title": purpose.title[lang],
            "statement": purpose.statement[lang],
            "ground": grounds[purpose.ground],
            "kept": kept_for(policy, purpose)[lang],
            "categories": _given(found, purpose, lang),
            "ended": ended.get(purpose.slug),
            "recipients": joined([r.name[lang] for r in receipts.recipients_of(purpose, policy)], lang=lang),
        }
        for purpose in _all_purposes(found)
    ]


def _given(found: ReceiptContents, purpose: Purpose, lang: str) -> str:
    """The kinds of data that were given for a purpose and are still here."""
    categories = {field.category for field in receipts.fields_of(purpose, found.form, found.occasion)}
    return name_categories(found.policy, categories)[lang] if categories else ""


def _receipt_file(visit: Visit, submission: Submission) -> HttpResponse:
    found = held(submission, charters_of(visit.request))
    content = as_json(signed(found, ledger=proof_of(found.submission)))
    return download(content, f"receipt-{receipts.receipt_id(found.submission.id)}.json", "application/ld+json")


def _receipt_paper(visit: Visit, submission: Submission) -> HttpResponse:
    found, lang = held(submission, charters_of(visit.request)), visit.lang
    context = {**_shown(found, lang, visit.now), "lang": lang, "organisation": found.policy.organisation}
    content = pdf(render_to_string("forms/receipt_paper.html", context))
    return download(content, f"receipt-{number(found.submission.id)}.pdf", "application/pdf")


_no_receipt = alike(
    Panel(
        gettext_lazy("This receipt can no longer be opened"),
        (
            gettext_lazy(
                "A receipt page can be opened for a month. If you gave an email address, we also sent the receipt by "
                "email, and your own page shows what we hold now."
            ),
        ),
        "clock",
        ways=(OWN_PAGE,),
    ),
    status=404,
)

receipt_page = link_page("receipt", RECEIPT.opened, show=_receipt, closed=_no_receipt)
receipt_file = link_page("receipt-file", RECEIPT.opened, show=_receipt_file, closed=_no_receipt)
receipt_paper = link_page("receipt-paper", RECEIPT.opened, show=_receipt_paper, closed=_no_receipt)
