"""What a key may name inside its own form: its purposes, its sections, the questions before, and their answers."""

from collections.abc import Callable, Iterable, Iterator, Mapping

from azukari.policy.asking import CHOOSING
from azukari.policy.finding import both
from azukari.policy.terms import Condition, Field, Text
from azukari.policy.tree import Plain, find

type Offer = tuple[str, Text]
"""A value, and the words for it."""

ALWAYS: Offer = ("", both("(いつも尋ねる)", "(always asked)"))


def offered(owner: type, key: str, document: Plain, clause: str) -> list[Offer] | None:
    """What may be chosen at ``clause``, in the form's order; None where the key names nothing in its form."""
    offers = _OFFERS.get((owner, key))
    if offers is None:
        return None
    form = document["forms"].get(clause.split(".")[1], {})
    return list(offers(document, form, clause))


def _purposes(document: Plain, form: Plain, _clause: str) -> Iterator[Offer]:
    for slug in [*form.get("purposes", []), *form.get("consents", [])]:
        yield slug, document["purposes"].get(slug, {}).get("title", {})


def _questions(_document: Plain, form: Plain, clause: str) -> Iterator[Offer]:
    """The choices that stand before the field or section to which the condition belongs, as people meet them: section
    by section.
    """
    yield ALWAYS
    of = clause.split(".")
    place = {section["slug"]: number for number, section in enumerate(form.get("sections", []), 1)}
    for field in sorted(form.get("fields", []), key=lambda field: place.get(field.get("section"), 0)):
        if (of[2] == "fields" and field["id"] == of[3]) or (of[2] == "sections" and field.get("section") == of[3]):
            return
        if field["type"] in CHOOSING:
            yield field["id"], field["label"]


def _answers(document: Plain, form: Plain, clause: str) -> Iterator[Offer]:
    condition = find(document, clause.rpartition(".")[0])
    named = (condition.value or {}).get("field") if condition else None
    field: Plain = next((f for f in form.get("fields", []) if f["id"] == named), {})
    for choice in field.get("choices", []):
        yield choice["value"], choice["label"]


_OFFERS: Mapping[tuple[type, str], Callable[[Plain, Plain, str], Iterable[Offer]]] = {
    (Field, "purposes"): _purposes,
    (Field, "section"): lambda _document, form, _clause: [(s["slug"], s["title"]) for s in form.get("sections", [])],
    (Condition, "field"): _questions,
    (Condition, "values"): _answers,
}
