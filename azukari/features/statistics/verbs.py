"""The verb of page statistics."""

from collections.abc import Mapping

from azukari.lib.verb import Verb

VERBS: Mapping[str, Verb] = {
    "statistics": Verb(
        "import page statistics from access logs and other counters", module="azukari.features.statistics.command"
    )
}
