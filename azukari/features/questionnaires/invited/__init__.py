"""Invited and unlinked: only who was asked answers, once, and nobody can tell who said what."""
