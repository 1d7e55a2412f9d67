"""Public archive of past issues: lists, issues, a feed, and a search. No cookie, no script of its own, nobody in it.

Where a reader's own words stood in the mail, the page says what it says to everybody. Nothing here is for search
engines (`noindex`); a list whose archive is off is gone, feed and all.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from django.conf import settings
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from azukari.core.forms.front_cards import MOST_NEWS, NewsLine
from azukari.core.policy_versions.of_request import policy_of
from azukari.features.magazine.issues import settings_of, without_archive
from azukari.features.magazine.life import OUT
from azukari.features.magazine.lists import MailingList, lists
from azukari.features.magazine.markdown import for_page
from azukari.features.magazine.models import Issue, IssueText
from azukari.features.magazine.rendering import impersonal, written_texts
from azukari.features.magazine.searching import search
from azukari.policy.terms import Policy
from azukari.shells.self_service.guard import private

_IN_FEED = 20


@dataclass(frozen=True, slots=True)
class PastIssue:
    """An issue as the archive shows it; ``langs`` are those in which there is one."""

    number: int
    subject: str
    lang: str
    langs: Sequence[str]
    sent_at: datetime
    text: IssueText

    @property
    def body(self) -> str:
        return for_page(impersonal(self.text.body, self.lang))


@require_safe
def show_lists(request: HttpRequest, lang: str) -> HttpResponse:
    """The lists that one can join, each with the way to its past issues."""
    policy = policy_of(request)
    known = list(lists(policy).values()) if policy else []
    closed = {*without_archive()}
    shown = [(one, one.slug not in closed) for one in known]
    del lang
    return _kept(request, render(request, "magazine/lists.html", {"lists": shown}))


def has_issues(now: datetime) -> bool:  # noqa: ARG001 - as every link of the first page is asked
    """Whether any issue went that may be read by everybody."""
    return _public().exclude(form__in=without_archive()).exists()


def news(policy: Policy, lang: str, now: datetime) -> list[NewsLine]:
    """The newest issues that everybody may read, as news of the public first page. Three queries."""
    known = {*lists(policy)} - {*without_archive()}
    found = (
        _public().filter(form__in=known, sent_at__lte=now).order_by("-sent_at").prefetch_related("texts")[:MOST_NEWS]
    )
    lines = []
    for issue in found:
        past = _past(issue, lang)
        if past:
            address = reverse("magazine-issue", args=[lang, issue.form, past.number])
            lines.append(NewsLine(past.subject, _("Magazine"), address, past.sent_at, past.lang))
    return lines


def _public() -> QuerySet[Issue]:
    return Issue.objects.filter(state__in=OUT, is_hidden=False, number__isnull=False)


@require_safe
def show_list(request: HttpRequest, lang: str, slug: str) -> HttpResponse:
    """The past issues of a list, the newest first."""
    of = _list(request, slug)
    return _kept(request, render(request, "magazine/list.html", {"list": of, "issues": past(of, lang), "asked": ""}))


@csrf_exempt  # it changes nothing; what is looked for comes by POST, so that it stands in no address
@require_http_methods(["GET", "HEAD", "POST"])
def search_list(request: HttpRequest, lang: str, slug: str) -> HttpResponse:
    """Those past issues that hold all words of a question; all of them where nothing was asked."""
    of = _list(request, slug)
    asked = request.POST.get("text", "").strip()[:100]
    issues = past(of, lang)
    if asked:
        found = {text.id for text in search(asked, [issue.text for issue in issues])}
        issues = [issue for issue in issues if issue.text.id in found]
    return private(render(request, "magazine/list.html", {"list": of, "issues": issues, "asked": asked}))


@require_safe
def show_issue(request: HttpRequest, lang: str, slug: str, number: int) -> HttpResponse:
    """One issue; in the other language where this one has none."""
    of = _list(request, slug)
    shown = next(iter(past(of, lang, number=number)), None)
    if shown is None:
        raise Http404
    others = [other for other in shown.langs if other != shown.lang]
    return _kept(request, render(request, "magazine/issue.html", {"list": of, "issue": shown, "others": others}))


@require_safe
def feed(request: HttpRequest, lang: str, slug: str) -> HttpResponse:
    """The newest issues as an Atom feed."""
    of = _list(request, slug)
    at = f"{settings.AZUKARI.base_url}/{lang}/magazine/{slug}/"
    made = Atom1Feed(of.title[lang], at, "", language=lang, feed_url=f"{at}feed.atom")
    for issue in past(of, lang)[:_IN_FEED]:
        url = f"{at}{issue.number}"
        made.add_item(issue.subject, url, issue.body, unique_id=url, pubdate=issue.sent_at, updateddate=issue.sent_at)
    return _kept(request, HttpResponse(made.writeString("utf-8"), content_type="application/atom+xml; charset=utf-8"))


def past(of: MailingList, lang: str, *, number: int | None = None) -> list[PastIssue]:
    """The issues of a list that went and are not hidden, the newest first. Two queries."""
    found = _public().filter(form=of.slug)
    if number is not None:
        found = found.filter(number=number)
    issues = list(found.order_by("-number").prefetch_related("texts"))
    return [one for issue in issues if (one := _past(issue, lang))]


def _past(issue: Issue, lang: str) -> PastIssue | None:
    texts = written_texts(issue)
    text = texts.get(lang) or next(iter(texts.values()), None)
    if text is None or issue.sent_at is None or issue.number is None:
        return None
    subject = impersonal(text.subject, text.lang)
    return PastIssue(issue.number, subject, text.lang, sorted(texts, reverse=True), issue.sent_at, text)


def _list(request: HttpRequest, slug: str) -> MailingList:
    policy = policy_of(request)
    of = lists(policy).get(slug) if policy else None
    if of is None or not settings_of(slug).has_archive:
        raise Http404(_("There is no such list."))
    return of


def _kept(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """The answer, which others may keep and ask for again each time (RFC 9111, 5.2.2.4): what is taken out is gone with
    the next look, and what has not changed is not sent once more.
    """
    response.headers["Cache-Control"] = "public, no-cache"
    response.headers["X-Robots-Tag"] = "noindex"
    etag = f'W/"{sha256(response.content).hexdigest()[:32]}"'
    response.headers["ETag"] = etag
    unchanged = get_conditional_response(request, etag=etag, response=response)
    return unchanged if isinstance(unchanged, HttpResponse) else response
