"""Controls that look at what the policy says and what visitors are shown: document, forms, contact, database."""

import re
from datetime import datetime
from io import BytesIO
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler, WSGIRequest
from django.utils.html import escape

from azukari.core.database.check_texts import altered_checks
from azukari.core.database.guards import names_of
from azukari.core.database.trigger_texts import altered_triggers
from azukari.core.database.unique_texts import altered_uniques
from azukari.core.forms.capacity import standing
from azukari.core.forms.notices import notices
from azukari.core.policy_versions.current import Current, NoCharter, current
from azukari.features.audits.checks_inside import NO_POLICY
from azukari.lib.control import Doubt, Findings, Unknown
from azukari.lib.network import is_loopback
from azukari.lib.sentence import Sentence
from azukari.policy.check import check, errors
from azukari.policy.office import closed_ahead

_HEADERS = {
    "Content-Security-Policy": "default-src 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "",
}
_CONSTRAINTS = {
    "vault_sealedvalue": ("value_is_within_the_scope", "one_value_per_field"),
    "disclosure_transfer": ("there_is_no_fourth_ground", "transfer_names_what_its_ground_rests_on"),
    "disclosure_caseapproval": ("one_approval_per_person", "one_approval_per_duty"),
    "cases_case": ("a_deputy_is_somebody_else",),
}
_YEAR = 366
_SOMEBODY = "192.0.2.1"  # an address of documentation, which is nobody's (RFC 5737)

_BREAKS = Sentence("The policy that rules breaks a rule of its own (%(code)s, %(clause)s). Publish it mended.")
_NO_GUARD = Sentence("The database has lost the guard %(name)s. Restore it: a backup, or azukari migrate.")
_OTHER_GUARD = Sentence(
    "The guard %(name)s of the database does not say what it was made with. Restore a backup, and find out who can"
    " change the database."
)
_OTHER_TRIGGER = Sentence(
    "The trigger %(name)s of the database is missing, was changed, or is not one of Azukari. Restore a backup, and find"
    " out who can change the database."
)
_NO_FORM = Sentence("The page of the form %(form)s (%(lang)s) answers %(status)d.")
_NOT_SAID = Sentence("The form %(form)s (%(lang)s) does not say %(what)s before its first field.")
_NO_ENCRYPTION = Sentence("The form %(form)s (%(lang)s) does not explain encryption.")
_DEMANDS = Sentence("The form %(form)s (%(lang)s) demands %(field)s, which the policy lets people leave blank.")
_DEMANDED = re.compile(r'<(?:input|select|textarea)\b(?=[^<>]*\s(?:aria-)?required\b)[^<>]*\sname="([^"]+)"')
_NO_HEADER = Sentence("The form %(form)s is sent without %(header)s as it should be.")
_COOKIE = Sentence("The form %(form)s sets a cookie.")
_PLAINLY = Sentence("The form %(form)s (%(lang)s) answers a request that came without encryption.")
_NO_HSTS = Sentence("The form %(form)s is sent without Strict-Transport-Security.")
_NO_WAYS = Sentence("The contact page (%(lang)s) does not show both ways to ask, the number and the form.")
_NO_HOLIDAYS = Sentence(
    "No holiday of the coming year is known, so the office would be shown as open on them. Upgrade Azukari."
)


def _ruling() -> Current:
    try:
        return current()
    except NoCharter as error:
        raise Unknown(Doubt.EARLY, NO_POLICY()) from error


def document(now: datetime) -> Findings:  # noqa: ARG001 - every control gets the time
    """The published policy passes every check that a draft has to pass."""
    for found in errors(check(_ruling().policy)):
        yield _BREAKS(code=found.code, clause=found.clause)


def guards(now: datetime) -> Findings:  # noqa: ARG001 - every control gets the time
    """The database refuses by itself what may never be; somebody could have taken that out."""
    for table, names in _CONSTRAINTS.items():
        for name in sorted(set(names) - names_of(table)):
            yield _NO_GUARD(name=name)
    for name in (*altered_checks(), *altered_uniques()):
        yield _OTHER_GUARD(name=name)
    for name in altered_triggers():
        yield _OTHER_TRIGGER(name=name)


def pages(now: datetime) -> Findings:
    """Every form in every language, as a visitor gets it: headers, no cookie, method, purposes, the line about TLS, and
    nothing without TLS. A form that takes nothing in at the moment shows none of that but its headers.
    """
    charter = _ruling()
    policy = charter.policy
    for slug, form in policy.forms.items():
        is_open = bool(standing(policy, form, now=now))
        for lang in policy.languages:
            status, headers, body = get(f"/{lang}/forms/{slug}")
            if status != 200 and not 300 <= status < 400:
                yield _NO_FORM(form=slug, lang=lang, status=status)
                continue
            yield from _of_headers(headers, f"{slug} ({lang})")
            if get(f"/{lang}/forms/{slug}", plainly=True)[0] < 400:
                yield _PLAINLY(form=slug, lang=lang)
            if status != 200 or not is_open:  # a questionnaire has pages of its own, asked by this same notice
                continue
            before = body.partition('<div class="field')[0]
            missing = [row.label for row in notices(charter, form)[lang].rows if f'data-key="{row.key}"' not in before]
            if missing:
                yield _NOT_SAID(form=slug, lang=lang, what=", ".join(missing))
            optional = {field.id for field in form.fields if not field.required}
            for field in sorted(optional & set(_DEMANDED.findall(body))):
                yield _DEMANDS(form=slug, lang=lang, field=field)
            if escape(policy.encryption[lang]) not in body:
                yield _NO_ENCRYPTION(form=slug, lang=lang)


def _of_headers(headers: dict[str, str], page: str) -> Findings:
    for name, wanted in _HEADERS.items():
        if wanted not in headers.get(name, "\0"):
            yield _NO_HEADER(form=page, header=name)
    if "Set-Cookie" in headers:
        yield _COOKIE(form=page)
    secure = urlsplit(settings.AZUKARI.base_url).scheme == "https"
    if secure and "Strict-Transport-Security" not in headers:
        yield _NO_HSTS(form=page)


def contact(now: datetime) -> Findings:
    """The ways to ask are shown: the number with its hours, and the form; and the holidays to come are known."""
    policy = _ruling().policy
    asked = policy.requests
    for lang in policy.languages:
        status, _headers, body = get(f"/{lang}/contact")
        if status != 200 or escape(asked.phone) not in body or f"/{lang}/forms/{asked.contact_form}" not in body:
            yield _NO_WAYS(lang=lang)
    if asked.hours.holidays and not closed_ahead(asked.hours, policy.organisation.day(now), days=_YEAR):
        yield _NO_HOLIDAYS()


def get(path: str, *, plainly: bool = False) -> tuple[int, dict[str, str], str]:
    """A page of this program, made in this very process, as a browser would get it that asks not to be counted.

    Args:
        plainly: as one beyond this machine that did not use TLS.
    """
    at = urlsplit(settings.AZUKARI.base_url)
    host = at.hostname or "localhost"
    environ = {
        "REQUEST_METHOD": "GET",
        "PATH_INFO": path,
        "QUERY_STRING": "",
        "SCRIPT_NAME": "",
        "SERVER_NAME": host,
        "SERVER_PORT": str(at.port or (443 if at.scheme == "https" else 80)),
        "SERVER_PROTOCOL": "HTTP/1.1",
        "HTTP_HOST": at.netloc,
        "HTTP_SEC_GPC": "1",
        "REMOTE_ADDR": _SOMEBODY if plainly else "127.0.0.1",
        "wsgi.url_scheme": "http" if plainly or (is_loopback(host) and at.scheme == "http") else "https",
        "wsgi.input": BytesIO(),
        "wsgi.errors": BytesIO(),
        "wsgi.multithread": True,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
        "wsgi.version": (1, 0),
    }
    handler = WSGIHandler()
    response: Any = handler.get_response(WSGIRequest(environ))  # no signal of a request: the connection stays as it is
    headers = dict(response.headers) | ({"Set-Cookie": "one"} if response.cookies else {})
    return response.status_code, headers, response.content.decode("utf-8", "replace")
