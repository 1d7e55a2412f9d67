"""Taking everything along: as a page fit for paper, and as a file for programs (P42)."""

import json

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from azukari.core.appearance.download import download
from azukari.core.vault.former import former_values
from azukari.shells.self_service.archive import take
from azukari.shells.self_service.archive_schema import SCHEMA
from azukari.shells.self_service.guard import Visit, own_page, private
from azukari.shells.self_service.package import pdf
from azukari.shells.self_service.subject_timeline import entries_of, story


@own_page("GET", "HEAD")
def page(visit: Visit) -> HttpResponse:
    """Everything on one page, for reading and for printing."""
    data = visit.own_data()
    items = story(entries_of(visit.person, most=10_000), policy=visit.told, lang=visit.lang)
    transfers = [item for item in items if item.kind == "disclosure"]
    categories = visit.policy.categories
    former = [
        {"label": categories[was.category][visit.lang], "text": was.text, "until": was.until}
        for was in former_values(visit.person, actor=visit.actor, now=visit.now, policy=visit.policy)
    ]
    context = {"data": data, "former": former, "trail": items, "transfers": transfers, "now": visit.now}
    return visit.render("own/archive.html", context)


@own_page("POST")
def file(visit: Visit) -> HttpResponse:
    """The JSON file. A post, since that it was taken is recorded."""
    archive = take(visit.person, actor=visit.actor, lang=visit.lang, now=visit.now, known=visit.charters)
    content = json.dumps(archive, ensure_ascii=False, indent=2) + "\n"
    return private(download(content, _named(visit, "json"), "application/json; charset=utf-8"))


@own_page("POST")
def document(visit: Visit) -> HttpResponse:
    """The same to read, on A4. A post, for the same reason."""
    archive = take(visit.person, actor=visit.actor, lang=visit.lang, now=visit.now, known=visit.charters)
    return private(download(pdf(archive, lang=visit.lang), _named(visit, "pdf"), "application/pdf"))


def _named(visit: Visit, ending: str) -> str:
    day = visit.today
    return f"azukari-{day.isoformat()}.{ending}"


@require_safe
def schema(request: HttpRequest, lang: str) -> HttpResponse:  # noqa: ARG001 - the path names it
    """What the file looks like; public."""
    return HttpResponse(json.dumps(SCHEMA, indent=2) + "\n", content_type="application/schema+json")
