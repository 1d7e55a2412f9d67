"""The verb of past hours."""

from collections.abc import Mapping

from azukari.lib.verb import Verb

VERBS: Mapping[str, Verb] = {
    "hours": Verb(
        "import hours that volunteers gave before, from a list", module="azukari.features.volunteers.history.command"
    )
}
