"""The certificate of an erasure, for whoever has its address: a page fit for paper, and a signed file."""

import json
from datetime import datetime

from django.http import HttpResponse
from django.utils.translation import gettext as _

from azukari.core.appearance.download import download
from azukari.core.mail.link import LinkClosed, LinkState
from azukari.core.mail.link_page import Visit, link_page
from azukari.core.policy_versions.of_request import charter_of
from azukari.core.vault.erasures import Done
from azukari.shells.self_service import certificate
from azukari.shells.self_service.guard import sentence


def _find(token: str, *, now: datetime) -> Done:
    try:
        return certificate.LINK.opened(token, now=now)
    except certificate.NotCertified as early:
        raise LinkClosed(LinkState.UNKNOWN, early) from early


def _closed(visit: Visit, link: LinkClosed) -> HttpResponse:
    if link.subject is not None:
        text = _(
            "The erasure is done, but a check by a second program found something that is still there. We issue the "
            "certificate once that is gone. Our staff have been told and will deal with it. Please open this address "
            "again in a few days."
        )
        return sentence(visit.request, 202, _("The certificate is not ready yet"), text, back=False)
    text = _("Part of its address may be missing. Please copy all of it as it was shown to you.")
    return sentence(visit.request, 404, _("There is no such certificate"), text, back=False)


def _show(visit: Visit, done: Done) -> HttpResponse:
    policy = charter_of(visit.request).policy
    purpose = policy.purposes.get(done.purpose)
    lines = certificate.lines(done, policy, lang=visit.lang)
    context = {
        "done": done,
        "number": certificate.number(done, policy),
        "purpose": purpose.title[visit.lang] if purpose else done.purpose,
        "gone": [line for line in lines if line.erased],
        "left": [line for line in lines if line.left],
        "keepings": certificate.keepings(done, lang=visit.lang),
        "keys": certificate.keys_gone(done),
        "mentions_until": certificate.mentions_until(done),
        "saved_forms_days": certificate.saved_forms_days(done),
        "file_path": f"{visit.request.path}.json",
        "address": visit.request.build_absolute_uri(visit.request.path),
    }
    return visit.render("own/certificate.html", context)


def _file(visit: Visit, done: Done) -> HttpResponse:
    policy = charter_of(visit.request).policy
    content = json.dumps(certificate.document(done, policy), ensure_ascii=False, indent=2) + "\n"
    return download(content, f"{certificate.number(done, policy)}.json", "application/json; charset=utf-8")


page = link_page("certificate", _find, show=_show, closed=_closed)
file = link_page("certificate-file", _find, show=_file, closed=_closed)
