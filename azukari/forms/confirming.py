"""The pages behind a mailed link. Opening one changes nothing, whoever opens it; only the button does (law 7)."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from azukari.charter.current import at
from azukari.consent import receipt as receipts
from azukari.consent.signed_receipt import as_json
from azukari.forms import kinds
from azukari.forms.confirm import (
    GuardianAsked,
    GuardianDeclined,
    LinkExpired,
    LinkSpent,
    LinkUnknown,
    confirm,
    pending,
)
from azukari.forms.proofs import proof_of
from azukari.forms.receipts import Held, ReceiptUnknown, ended_since, find, receipt_path, signed
from azukari.lib.gpc import objects
from azukari.policy.explain import name_categories
from azukari.policy.notice import kept_for
from azukari.policy.terms import Ground, Purpose
from azukari.vault.suppression import waits_for_lifting


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@cache_control(no_store=True)
def confirm_page(request: HttpRequest, lang: str, token: str) -> HttpResponse:
    """Ask "is it you?"; on POST, confirm and lead to the receipt."""
    now = timezone.now()
    try:
        if request.method == "POST":
            accepted = confirm(token, now=now, counted=not objects(request.headers))
            query = "?done=again" if accepted.again else ""
            return HttpResponseRedirect(receipt_path(accepted.submission, lang=lang, now=now) + query, status=303)
        submission = pending(token, now)
    except GuardianAsked as asked:
        return HttpResponseRedirect(f"/{lang}/forms/{asked.form}/guardian/asked", status=303)
    except (LinkUnknown, LinkExpired, LinkSpent, GuardianDeclined) as trouble:
        return _link_trouble(request, lang, trouble)
    form = at(submission.charter_id).policy.forms[submission.form]
    return render(
        request,
        "forms/confirm.html",
        {"submission": submission, "form": form, "lifts": waits_for_lifting(submission.id)},
    )


def _link_trouble(request: HttpRequest, lang: str, trouble: Exception) -> HttpResponse:
    forms = (f"/{lang}/#forms", _("See all forms"))
    if isinstance(trouble, LinkSpent):
        title, text, icon, status = (
            _("This has been confirmed already"),
            _("Each link works once, and this one has done its work. Your receipt came by mail."),
            "check",
            200,
        )
        forms = (f"/{lang}/me", _("Your own page"))
    elif isinstance(trouble, GuardianDeclined):
        title, text, icon, status = (
            _("Your parent or guardian did not agree"),
            _("So it does not count, and what you entered is being erased."),
            "info",
            200,
        )
    elif isinstance(trouble, LinkExpired):
        title, text, icon, status = (
            _("This link is too old"),
            _("What was entered is erased. If you still wish, please fill in the form once more."),
            "clock",
            410,
        )
    else:
        title, text, icon, status = (
            _("This link leads nowhere"),
            _("Perhaps it was cut off: please copy the whole address out of the mail. Or its matter was erased."),
            "unknown",
            404,
        )
    context = {"title": title, "text": text, "icon_name": icon, "url": forms[0], "url_label": forms[1]}
    return render(request, "forms/link_trouble.html", context, status=status)


@require_safe
@cache_control(no_store=True)
def receipt_page(request: HttpRequest, lang: str, token: str) -> HttpResponse:
    """The receipt, to read and to print."""
    now = timezone.now()
    try:
        found = find(token, now=now)
    except ReceiptUnknown:
        return _no_receipt(request, lang)
    organisation = found.policy.organisation
    context = {
        "submission": found.submission,
        "form": found.form,
        "kind": kinds.of(found.form.kind),
        "confirmed": found.occasion.confirmed,
        "again": request.GET.get("done") == "again",
        "guardian_agreed": found.occasion.guardian_agreed,
        "controller": {"name": organisation.name[lang], "address": organisation.address[lang]},
        "receipt_id": receipts.receipt_id(found.submission.id),
        "purposes": _purposes(found, lang, now),
        "notice_text": found.occasion.notice,
        "json_path": f"/{lang}/receipt/{token}.json",
    }
    response = render(request, "forms/receipt.html", context)
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def _purposes(found: Held, lang: str, now: datetime) -> list[dict[str, Any]]:
    policy, ended = found.policy, ended_since(found, now=now)
    grounds = {
        Ground.CONSENT: _("with your consent"),
        Ground.CONTRACT: _("as part of what you asked us for"),
        Ground.LAW: _("because a law obliges us"),
    }
    return [
        {
            "title": purpose.title[lang],
            "statement": purpose.statement[lang],
            "ground": grounds[purpose.ground],
            "kept": kept_for(purpose)[lang],
            "categories": _given(found, purpose, lang),
            "ended": ended.get(purpose.slug),
            "recipients": "、".join(r.name[lang] for r in receipts.recipients_of(purpose, policy)),
        }
        for purpose in receipts.purposes_of(found.form, found.occasion, policy)
    ]


def _given(found: Held, purpose: Purpose, lang: str) -> str:
    """The kinds of data that were given for a purpose and are still here."""
    categories = {field.category for field in receipts.fields_of(purpose, found.form, found.occasion)}
    return name_categories(found.policy, categories)[lang] if categories else ""


@require_safe
@cache_control(no_store=True)
def receipt_file(request: HttpRequest, lang: str, token: str) -> HttpResponse:
    """The signed receipt as a file."""
    now: datetime = timezone.now()
    try:
        found = find(token, now=now)
    except ReceiptUnknown:
        return _no_receipt(request, lang)
    name = f"receipt-{receipts.receipt_id(found.submission.id)}.json"
    return HttpResponse(
        as_json(signed(found, ledger=proof_of(found.submission))),
        content_type="application/ld+json",
        headers={"Content-Disposition": f'attachment; filename="{name}"', "X-Robots-Tag": "noindex"},
    )


def _no_receipt(request: HttpRequest, lang: str) -> HttpResponse:
    context = {
        "title": _("This receipt is not open any more"),
        "text": _(
            "Such a page is open for a month. If you gave an e-mail address, the receipt came by mail too, and your own"
            " page shows what is held now."
        ),
        "icon_name": "clock",
        "url": f"/{lang}/me",
        "url_label": _("Your own page"),
    }
    return render(request, "forms/link_trouble.html", context, status=404)
