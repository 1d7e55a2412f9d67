"""Which countries of a master questionnaire have published results."""

from django.db.models import OuterRef, Subquery

from azukari.questionnaires.publish import questionnaire_of
from azukari.questionnaires.results.models import Publication

TWO = 2
"""As many as there is something to compare."""


def published_of(slug: str) -> list[Publication]:
    """The newest publication of each country of a master questionnaire, by their names. One query."""
    newest = Publication.objects.filter(poll=OuterRef("poll")).order_by("-number").values("number")[:1]
    made = Publication.objects.filter(poll__draft__master=slug, number=Subquery(newest))
    found = made.select_related("version__poll").defer("counts").order_by("poll")
    return [each for each in found if questionnaire_of(each.version).master == slug]
