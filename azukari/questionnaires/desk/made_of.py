"""Countries' questionnaires of a master."""

from azukari.questionnaires.models import Poll


def of_master(poll: Poll) -> list[tuple[str, str]]:
    """Slug and country of each that was made of it. One query."""
    made = Poll.objects.filter(draft__master=poll.slug).order_by("slug")
    return [(one.slug, one.draft["country"]) for one in made]
