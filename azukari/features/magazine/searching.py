"""Bigram index of past issues: a search for two Japanese letters finds them on either database, without a dictionary.

Text and question are folded alike (width, case, kana), cut into pairs of neighbours, and a text that has all pairs of
the question is looked at once more for the question as a whole.
"""

from collections.abc import Iterable
from uuid import UUID

from django.db import transaction
from django.db.models import Count

from azukari.features.magazine.markdown import plain
from azukari.features.magazine.models import Gram, IssueText
from azukari.features.magazine.rendering import is_written
from azukari.lib.search_key import folded

MOST = 100
"""Letters of a question that count."""


def grams(text: str) -> set[str]:
    """The pairs of neighbours in a folded text, but for those that hold a blank."""
    pairs = (text[at : at + 2] for at in range(len(text) - 1))
    return {pair for pair in pairs if not any(letter.isspace() for letter in pair)}


def said(text: IssueText) -> str:
    """What is searched of a text: its subject, and its words without marks."""
    return folded(f"{text.subject}\n{plain(text.body)}")


def index(issue: UUID) -> None:
    """Enter an issue that has gone. Twice is once."""
    with transaction.atomic():
        for text in IssueText.objects.filter(issue_id=issue):
            Gram.objects.filter(text=text).delete()
            if is_written(text):
                Gram.objects.bulk_create((Gram(text=text, gram=gram) for gram in sorted(grams(said(text)))), 1000)


def search(question: str, texts: Iterable[IssueText]) -> list[IssueText]:
    """Those of the texts that hold every word of the question, in their order. One query."""
    words = folded(question[:MOST]).split()
    wanted = {gram for word in words for gram in grams(word)}
    known = {text.id: text for text in texts}
    if not words:
        return []
    found = list(known)
    if wanted:
        counted = Gram.objects.filter(text__in=found, gram__in=wanted).values("text").annotate(count=Count("id"))
        having = set(counted.filter(count=len(wanted)).values_list("text", flat=True))
        found = [id for id in found if id in having]
    return [known[id] for id in found if all(word in said(known[id]) for word in words)]
