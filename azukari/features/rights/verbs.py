"""Verbs of the `azukari` command that the rights slice brings."""

from azukari.lib.verb import Verb

VERBS = {"rights": Verb("list and carry out people's requests", module="azukari.features.rights.command")}
