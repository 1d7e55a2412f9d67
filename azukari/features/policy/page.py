"""One page of the editor: some keys of the document, both languages side by side, findings beside what they concern.

What was typed survives every refusal: the page is always made from a document, and on a refusal that document is the
draft with everything just typed put into it.
"""

import copy
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from azukari.core.forms.read_again import read_again
from azukari.core.forms.shown_state import Beside
from azukari.core.forms.typed_text import typed_texts
from azukari.core.policy_versions import draft as drafts
from azukari.core.policy_versions.models import Draft
from azukari.core.policy_versions.sound import findings
from azukari.features.policy import guide
from azukari.features.policy.bind import read_back
from azukari.features.policy.entries import Trail, called, entries, trail
from azukari.features.policy.merging import overtaken, token
from azukari.features.policy.moves import MoveRefused, follow, move, renamed, taken
from azukari.features.policy.outline import BY_SLUG
from azukari.features.policy.pages import has_pages, page_of
from azukari.features.policy.placing import flatten, place
from azukari.features.policy.rows import FieldRow, Maker
from azukari.lib.conflict import StaleVersion
from azukari.lib.joining import colon
from azukari.policy.finding import Finding, PolicyError
from azukari.policy.parse import canonical, document, parse
from azukari.policy.shape import Record
from azukari.policy.terms import Category, Form
from azukari.policy.tree import Plain, Spot, find, inside, whole
from azukari.shells.staff.answer import Problem
from azukari.shells.staff.officer import Officer, officers_only
from azukari.shells.staff.overtaken import LastChange, sentence, version_of

_OVERTAKEN, _UNREADABLE = 409, 422


@dataclass(slots=True)
class EditorPage:
    """What the template shows."""

    clause: str
    title: str
    trail: Trail
    rows: list[FieldRow]
    loose: list[Finding]  # findings about the page as a whole
    version: int
    token: str  # of the draft, as `desk.overtaken` compares it
    errors: list[Problem] = field(default_factory=list)
    overtaken: bool = False
    removable: bool = False
    form: str = ""  # the form that a preview can be shown of
    unasked: list[tuple[str, str]] = field(default_factory=list)

    @property
    def typed(self) -> bool:
        """Whether there is anything to type here."""
        return any(row.kind != "entries" for row in self.rows)


@require_http_methods(["GET", "HEAD", "POST"])
@officers_only
def show(request: HttpRequest, who: Officer, clause: str) -> HttpResponse:
    """Show the page of ``clause``, or take what was typed there."""
    draft = drafts.find()
    if draft is None:
        return _gone(request) if request.method == "POST" else redirect("console-policy")
    plain = json.loads(draft.document)
    spots = _spots(plain, clause)
    if request.method == "POST":
        return _take(request, who, clause, draft)
    if not spots:
        raise Http404
    page = _page(plain, spots, clause, draft, who)
    saved = request.GET.get("saved") == str(draft.version)
    return render(request, "console/policy/page.html", {"page": page, "saved": saved})


def _take(request: HttpRequest, who: Officer, clause: str, draft: Draft) -> HttpResponse:
    """Read the page back, do what the button says, and save."""
    plain = json.loads(draft.document)
    spots = _spots(plain, clause)
    if not spots:
        return _gone(request)
    typed = copy.deepcopy(plain)
    _put(typed, _spots(typed, clause), request)
    beside = overtaken(request, typed, _spots(typed, clause), spots, who.lang)
    seen = version_of(request, draft.version)
    if beside or seen != draft.version:
        return _again(request, typed, clause, draft, who, NotSaved(moved=seen != draft.version, beside=beside))
    try:
        policy = parse(json.dumps(typed, ensure_ascii=False))
    except PolicyError as error:
        return _again(request, typed, clause, draft, who, NotSaved(found=error.findings))
    if taken(plain, typed, clause):
        named = "slug" if ".sections." in clause else "id"
        refusal = MoveRefused(f"{clause}.{named}", _("There is one of that name already. Choose another name."))
        return _again(request, typed, clause, draft, who, NotSaved(refusal=refusal))
    follow(plain, typed, clause)
    policy = parse(json.dumps(typed, ensure_ascii=False))
    kept, act, to = document(policy), request.POST.get("act", "save"), ""
    if act != "save":
        try:
            to = move(kept, act, request.POST.get(f"{act.partition(' ')[2]}.new", ""))
            policy = parse(json.dumps(kept, ensure_ascii=False))
        except MoveRefused as refusal:
            return _again(request, typed, clause, draft, who, NotSaved(refusal=refusal))
        except PolicyError as error:
            return _again(request, typed, clause, draft, who, NotSaved(found=error.findings))
    if canonical(policy) == draft.document:
        return _done(clause, draft.version)
    try:
        drafts.save(policy, version=seen, actor=who.actor, now=who.now)
    except StaleVersion:
        return read_again(request) or _again(request, typed, clause, draft, who, NotSaved(moved=True))
    return _done(to or renamed(plain, typed, clause), seen + 1)


def _done(clause: str, version: int) -> HttpResponse:
    at = reverse("console-policy-page", args=[clause], query={"saved": version})
    return HttpResponseRedirect(at, status=303)


@dataclass(frozen=True, slots=True)
class NotSaved:
    """Why what was typed was not saved.

    Args:
        found: faults of the document.
        refusal: why a part could not be moved or named so.
        moved: whether the draft was changed in the meantime.
        beside: what stands there by now, by the clause, where somebody changed the same.
    """

    found: Iterable[Finding] = ()
    refusal: MoveRefused | None = None
    moved: bool = False
    beside: Mapping[str, Beside] = MappingProxyType({})


def _again(
    request: HttpRequest,
    typed: Plain,
    clause: str,
    draft: Draft,
    who: Officer,
    why: NotSaved,
) -> HttpResponse:
    """The page once more, with all that was typed and why it was not saved."""
    spots = _spots(typed, clause) or _spots(json.loads(draft.document), clause)
    page = _page(typed, spots, clause, draft, who)
    page.errors = [_problem(finding, page.rows, who.lang) for finding in why.found]
    if why.refusal:
        page.errors.append(Problem(why.refusal.field, why.refusal.sentence))
    for row in flatten(page.rows):
        row.beside = why.beside.get(row.clause)
    if why.beside:
        page.errors.append(Problem("", sentence(request, LastChange(draft.updated_by, draft.updated_at), why.beside)))
    page.overtaken = why.moved
    status = _OVERTAKEN if why.moved or why.beside else _UNREADABLE
    return render(request, "console/policy/page.html", {"page": page}, status=status)


def _problem(finding: Finding, rows: list[FieldRow], lang: str) -> Problem:
    """A fault of the document as an error of the page."""
    flat = [r for r in flatten(rows) if f"{finding.clause}.".startswith(f"{r.clause}.")]
    row = max(flat, key=lambda r: len(r.clause), default=None)
    if row is None:
        return Problem("", f"{finding.clause}{colon(lang)}{finding.told(lang)}")
    missing = finding.code == "shape.missing-key" or finding.code.endswith(("without-service", "without-reason"))
    said = _("Please fill this in.") if missing else finding.told(lang)
    row.error = said
    return Problem(row.first, f"{row.title}{colon(lang)}{said}")


def _page(plain: Plain, spots: list[Spot], clause: str, draft: Draft, who: Officer) -> EditorPage:
    policy = parse(draft.document)
    found = findings(policy)
    maker = Maker(plain, list(policy.languages), who.lang)
    rows = [maker.row(spot) for spot in spots]
    for row, listed in zip(rows, spots, strict=True):
        if has_pages(listed.shape):
            row.entries = entries(listed, found, list(policy.languages), who.lang)
    if len(rows) == 1 and rows[0].kind == "group":
        rows = list(rows[0].rows)
    chapter = BY_SLUG.get(clause)
    pages = chapter.keys if chapter else (clause,)
    loose = place(rows, [f for f in found if page_of(plain, f.clause) in pages])
    spot = None if chapter else find(plain, clause)
    page = EditorPage(
        clause=clause,
        title=chapter.title[who.lang] if chapter else called(spot, who.lang),
        trail=trail(plain, clause, who.lang),
        rows=rows,
        loose=loose,
        version=draft.version,
        token=token(_spots(json.loads(draft.document), clause)),
        removable=chapter is None,
    )
    if spot is not None and clause.startswith("forms."):
        page.form = clause.split(".")[1]
        if spot.shape == Record(Form):
            page.unasked = _unasked(spot.value, plain, who.lang)
    return page


def _unasked(form: Plain, plain: Plain, lang: str) -> list[tuple[str, str]]:
    """The categories that can be asked for: those not yet asked for, and questions, of which there may be several."""
    asked = {entry["category"] for entry in form["fields"]}
    several = {Category.ANSWER.value, Category.MESSAGE.value}
    return [
        (category, plain["categories"][category].get(lang) or guide.option(category)[lang])
        for category in plain["categories"]
        if category not in asked or category in several
    ]


def _spots(plain: Plain, clause: str) -> list[Spot]:
    """What the page of ``clause`` shows; empty where there is no such page."""
    if clause in BY_SLUG:
        top = {spot.key: spot for spot in inside(whole(plain))}
        return [top[key] for key in BY_SLUG[clause].keys]
    spot = find(plain, clause)
    if spot is None or page_of(plain, clause) != clause or "." not in clause:
        return []
    return list(inside(spot))


def _put(plain: Plain, spots: list[Spot], request: HttpRequest) -> None:
    """Put what was typed into the document, in place."""
    languages = plain["languages"]
    read = {spot.clause: read_back(spot, request.POST, list(languages)) for spot in spots}
    above = {clause: find(plain, clause.rpartition(".")[0]) for clause in read if "." in clause}
    for clause, value in read.items():
        holder = spot.value if (spot := above.get(clause)) else plain
        key = clause.rpartition(".")[2]
        if value is None:
            holder.pop(key, None)
        else:
            holder[key] = value


def _gone(request: HttpRequest) -> HttpResponse:
    """What this page was about is not in the draft any more; what was typed is shown, to be copied."""
    typed = typed_texts((name, value) for name, values in request.POST.lists() for value in values)
    return render(request, "console/policy/gone.html", {"typed": typed}, status=_OVERTAKEN)
