"""The policy's desk: begin a draft, see at a glance what it still lacks and what it would change, take it along as a
file, throw it away.
"""

import json
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from azukari.core.appearance.download import download
from azukari.core.policy_versions import draft as drafts
from azukari.core.policy_versions.current import ruling_policy
from azukari.core.policy_versions.sound import findings
from azukari.features.policy.outline import CHAPTERS, Chapter
from azukari.features.policy.pages import lacking
from azukari.lib.conflict import StaleVersion
from azukari.policy.check import errors
from azukari.policy.diff import diff
from azukari.policy.finding import PolicyError
from azukari.policy.parse import STARTER, canonical, parse, read_file, to_yaml
from azukari.policy.tree import inside, whole
from azukari.shells.staff.answer import Problem, number, staff_name
from azukari.shells.staff.officer import Officer, officers_only
from azukari.shells.staff.post_only import post_only

_MOST_SHOWN = 20


@dataclass(frozen=True, slots=True)
class ChapterStatus:
    """A chapter, and what it still lacks."""

    slug: str
    title: str
    missing: int
    findings: int


@require_safe
@officers_only
def show(request: HttpRequest, who: Officer) -> HttpResponse:
    """The desk."""
    draft = drafts.find()
    if draft is None:
        return render(request, "console/policy/begin.html", _beginning(who))
    policy, plain = parse(draft.document), json.loads(draft.document)
    found = findings(policy)
    context = {
        "draft": draft,
        "lines": [_line(chapter, plain, [f.clause for f in found], who.lang) for chapter in CHAPTERS],
        "errors_left": len(errors(found)),
        "findings": len(found),
        "changes": len(diff(who.ruling, policy)) if who.ruling else None,
        "overtaken": drafts.ruling_number() != draft.based_on,
        "writer": staff_name(draft.updated_by),
    }
    return render(request, "console/policy/desk.html", context)


@post_only("console-policy")
@officers_only
def begin(request: HttpRequest, who: Officer) -> HttpResponse:
    """Begin a draft: from the policy that rules, from the starter, or from a pasted document."""
    version, source = number(request.POST.get("version")), request.POST.get("source", "")
    text = request.POST.get("text", "")
    try:
        drafts.begin(_text(source, text), version=version, actor=who.actor, now=who.now, file=_("pasted text"))
    except StaleVersion:
        problems = [
            Problem("", _("Someone else has started a draft in the meantime. Open the page again to work on it."))
        ]
        return render(request, "console/policy/begin.html", _beginning(who, text, problems), status=409)
    except PolicyError as error:
        problems = [
            Problem("text", (_("Line %(line)s: ") % {"line": f.line} if f.line else "") + f.told(who.lang))
            for f in error.findings[:_MOST_SHOWN]
        ]
        return render(request, "console/policy/begin.html", _beginning(who, text, problems), status=422)
    return redirect("console-policy")


@require_safe
@officers_only
def file(request: HttpRequest, who: Officer) -> HttpResponse:  # noqa: ARG001 - the decorator hands it
    """The draft as a YAML file: the same document that `azukari policy publish` takes."""
    draft = drafts.find()
    if draft is None:
        raise Http404
    return download(to_yaml(parse(draft.document)), "policy.yaml", "application/yaml; charset=utf-8")


@post_only("console-policy")
@officers_only
def close(request: HttpRequest, who: Officer) -> HttpResponse:
    """Throw the draft away."""
    drafts.close(version=number(request.POST.get("version")), actor=who.actor, now=who.now)
    return redirect("console-policy")


def _text(source: str, typed: str) -> str:
    if source == "text":
        return typed
    policy = ruling_policy() if source == "ruling" else None
    return canonical(policy) if policy else read_file(STARTER)


def _beginning(who: Officer, text: str = "", problems: list[Problem] | None = None) -> dict[str, object]:
    return {"version": drafts.last_version(), "ruling": who.ruling, "text": text, "errors": problems or []}


def _line(chapter: Chapter, plain: dict[str, Any], clauses: list[str], lang: str) -> ChapterStatus:
    spots = [spot for spot in inside(whole(plain)) if spot.clause in chapter.keys]
    return ChapterStatus(
        slug=chapter.slug,
        title=chapter.title[lang],
        missing=sum(lacking(spot, plain["languages"]) for spot in spots),
        findings=sum(clause.partition(".")[0] in chapter.keys for clause in clauses),
    )
