"""A certificate of the hours somebody gave, on A4, in one language. The name is opened to the person themselves."""

from django.http import Http404, HttpResponse
from django.template.loader import render_to_string
from django.utils import translation

from azukari.core.appearance.download import download
from azukari.core.policy_versions.current import current
from azukari.features.volunteers.models import SignUp, SignUpState
from azukari.features.volunteers.own import registrations
from azukari.features.volunteers.times import hours
from azukari.lib.paper import pdf
from azukari.shells.self_service.guard import Visit, own_page, private


@own_page("POST")
def show(visit: Visit) -> HttpResponse:
    """My certificate. A post, since the name is opened for it."""
    own = registrations(visit)
    came = SignUp.objects.filter(person_id=visit.person, state=SignUpState.CAME).select_related("shift__opening")
    rows = list(came.order_by("shift__starts"))
    if not own or not rows:
        raise Http404
    days = [visit.policy.organisation.day(row.shift.starts) for row in rows]
    with translation.override(visit.lang):
        context = {
            "lang": visit.lang,
            "organisation": current().policy.organisation,
            "name": visit.name(own[0].id),
            "today": visit.today,
            "first": days[0],
            "last": days[-1],
            "lines": _lines(rows, visit.lang),
            "hours": hours(sum(row.minutes or 0 for row in rows)),
        }
        made = pdf(render_to_string("volunteers/paper/certificate.html", context))
    return private(download(made, "certificate.pdf", "application/pdf"))


def _lines(rows: list[SignUp], lang: str) -> list[tuple[str, int, str]]:
    """By opening: its title, how often, for how many hours."""
    found: dict[str, list[int]] = {}
    for row in rows:
        found.setdefault(row.shift.opening.title.get(lang, ""), []).append(row.minutes or 0)
    return [(title, len(minutes), hours(sum(minutes))) for title, minutes in found.items()]
