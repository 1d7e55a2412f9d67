"""The last page of the editor: what was found, what would change for people, who has to approve, and the button.

The second person approves in a session of their own; nobody can name them for them (P12, P13).
"""

from dataclasses import dataclass

from allauth.account.internal.flows.reauthentication import is_reauthentication_required
from allauth.core.exceptions import ReauthenticationRequired
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from azukari.charter import draft as drafts
from azukari.charter.draft import DraftOvertaken
from azukari.charter.models import Draft
from azukari.charter.publish import PublicationRefused
from azukari.console.editor.answer import Problem, moved_on, number, staff_name
from azukari.console.editor.door import Officer, officers_only
from azukari.console.editor.entries import place_of
from azukari.console.editor.outline import CHAPTER_OF
from azukari.console.editor.tree import page_of
from azukari.policy.change import Change
from azukari.policy.check import check, errors
from azukari.policy.diff import diff, second_person, widens_existing
from azukari.policy.finding import Finding
from azukari.policy.parse import document, parse
from azukari.policy.terms import Policy


@dataclass(frozen=True, slots=True)
class Found:
    """A finding with the page on which it is put right."""

    finding: Finding
    page: str
    place: str


@dataclass(frozen=True, slots=True)
class Line:
    """A change in the reader's language, as `site/part/diff.html` takes it."""

    kind: str
    sentence: str
    before: str
    after: str


@require_safe
@officers_only
def changes(request: HttpRequest, who: Officer) -> HttpResponse:
    """What was found and what would change."""
    draft = drafts.find()
    if draft is None:
        return redirect("console-policy")
    return render(request, "console/policy/changes.html", _context(draft, who))


@require_POST
@officers_only
def compare(request: HttpRequest, who: Officer) -> HttpResponse:
    """Another version was published meanwhile; the draft has been compared with it."""
    try:
        drafts.compare_anew(version=number(request.POST.get("version")), actor=who.actor, now=who.now)
    except DraftOvertaken:
        return moved_on(request)
    return redirect("console-policy-changes")


@require_POST
@officers_only
def propose(request: HttpRequest, who: Officer) -> HttpResponse:  # noqa: ARG001 - the decorator hands it
    """Ask a second person."""
    try:
        drafts.propose(version=number(request.POST.get("version")))
    except DraftOvertaken:
        return moved_on(request)
    return redirect("console-policy-changes")


@require_POST
@officers_only
def approve(request: HttpRequest, who: Officer) -> HttpResponse:
    """The second person says yes to these very words."""
    try:
        drafts.approve(version=number(request.POST.get("version")), actor=who.actor, now=who.now)
    except DraftOvertaken:
        return moved_on(request)
    except PublicationRefused as refusal:
        return _refused(request, who, refusal)
    return redirect("console-policy-changes")


@require_http_methods(["GET", "HEAD", "POST"])
@officers_only
def publish(request: HttpRequest, who: Officer) -> HttpResponse:
    """Ask who they are once more, show what is about to rule, and publish it."""
    draft = drafts.find()
    if draft is None:
        return redirect("console-policy")
    if is_reauthentication_required(request, app="account"):
        if request.method == "POST":
            return redirect("console-policy-publish")
        raise ReauthenticationRequired
    if request.method != "POST":
        return render(request, "console/policy/publish.html", _context(draft, who))
    try:
        charter = drafts.publish_draft(
            version=number(request.POST.get("version")),
            actor=who.actor,
            ask=request.POST.get("ask") == "yes",
            now=who.now,
        )
    except DraftOvertaken:
        return moved_on(request)
    except PublicationRefused as refusal:
        return _refused(request, who, refusal)
    return render(request, "console/policy/published.html", {"number": charter.number})


def _refused(request: HttpRequest, who: Officer, refusal: PublicationRefused) -> HttpResponse:
    """The page again, with why not."""
    draft = drafts.find()
    if draft is None:
        return moved_on(request)
    context = _context(draft, who) | {"errors": [Problem("", refusal.sentence[who.lang])]}
    return render(request, "console/policy/changes.html", context, status=409)


def _context(draft: Draft, who: Officer) -> dict[str, object]:
    policy = parse(draft.document)
    found, plain = check(policy), document(policy)
    differences = diff(who.ruling, policy) if who.ruling else ()
    second = second_person(who.ruling, policy)
    approver = drafts.approver_of(draft) if second else None
    overtaken = drafts.ruling_number() != draft.based_on
    mine = bool(approver and approver.reference == who.actor.reference)
    return {
        "draft": draft,
        "found": [Found(f, _page(plain, f.clause), place_of(plain, f.clause, who.lang)) for f in found],
        "errors_left": len(errors(found)),
        "ruling": who.ruling,
        "changes": [_line(change, who.lang) for change in differences],
        "asks_again": widens_existing(differences),
        "second": second,
        "exceptions": [policy.purposes[slug] for slug in second.exceptional],
        "reworded": [policy.purposes[slug] for slug in second.reworded],
        "approver": staff_name(f"staff:{approver.reference}") if approver else "",
        "may_approve": bool(drafts.may_approve(draft, who.actor)) and not approver,
        "proposed": draft.proposed_version == draft.version,
        "overtaken": overtaken,
        "ready": _ready(policy, found, approved=not second or (approver is not None and not mine))
        and not overtaken
        and (who.ruling is None or bool(differences)),
        "mine": mine,
    }


def _ready(policy: Policy, found: tuple[Finding, ...], *, approved: bool) -> bool:
    return drafts.leaves_an_editor(policy) and not errors(found) and approved


def _page(plain: dict[str, object], clause: str) -> str:
    """The page on which ``clause`` is edited; a chapter where no item of its own."""
    page = page_of(plain, clause)
    chapter = CHAPTER_OF.get(page)
    return chapter.slug if chapter else page


def _line(change: Change, lang: str) -> Line:
    before, after = change.before or {}, change.after or {}
    changed = [code for code in {**before, **after} if before.get(code) != after.get(code)] or [lang]
    shown = lang if lang in changed else changed[0]
    return Line(change.kind, change.sentence[lang], before.get(shown, ""), after.get(shown, ""))
