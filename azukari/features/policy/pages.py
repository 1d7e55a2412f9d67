"""Which places of a document have pages of their own in the editor, what they lack, and what a new one begins with.

Records in a list or under names have a page each, unless they are so small (a choice, a clause) that they are edited in
rows.
"""

from azukari.policy import word
from azukari.policy.reading import Shape, Word, Words
from azukari.policy.shape import Keyed, Listed, Record
from azukari.policy.terms import Period, Policy
from azukari.policy.tree import Plain, Spot, everywhere, find

_SMALL = 2  # a record of so few keys is edited in a row of its list


def has_pages(shape: Shape) -> bool:
    """Whether the items of this collection have pages of their own."""
    match shape:
        case Keyed(value=Record()):
            return True
        case Listed(item=Record() as item):
            return len(item.keys()) > _SMALL
    return False


def page_of(document: Plain, clause: str) -> str:
    """The clause of the innermost page on which ``clause`` is edited; a top-level key where no item has its own."""
    steps = clause.split(".")
    page = steps[0]
    for length in range(2, len(steps) + 1):
        above, here = ".".join(steps[: length - 1]), ".".join(steps[:length])
        holder = find(document, above)
        if holder is not None and has_pages(holder.shape) and find(document, here):
            page = here
    return page


def lacking(spot: Spot, languages: list[str]) -> int:
    """How many translations are missing here and beneath: one for each text and language."""
    return sum(_untold(each, languages) for each in everywhere(spot) if isinstance(each.shape, Words))


def _untold(spot: Spot, languages: list[str]) -> int:
    if not spot.value and spot.owner is not Policy and Record(spot.owner).optional(spot.key):
        return 0
    return sum(not (spot.value or {}).get(lang, "").strip() for lang in languages)


def blank(shape: Shape) -> Plain:
    """The least that can stand at a new place; what is still to be said is left empty, and `check` asks for it."""
    match shape:
        case Words() | Keyed():
            return {}
        case Listed():
            return []
        case Record():
            return {key: blank(inner) for key, inner in shape.keys().items() if not shape.optional(key)}
        case Word(described=described):
            if "enum" in described:
                return described["enum"][0]
            if described.get("type") == "boolean":
                return False
            return "P1Y" if shape is word.SCALARS[Period] else "JP" if shape is word.COUNTRY else ""
    raise TypeError(f"No blank is known for {shape}")
