"""Verbs of the `azukari` command that the rules slice brings."""

from azukari.lib.verb import Verb

VERBS = {"audit": Verb("everything an auditor needs, with proofs", module="azukari.features.rules.command")}
