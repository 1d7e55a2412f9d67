"""Adding, removing and moving items of the document: what the buttons of a page do after it has been read."""

from collections.abc import Callable, Mapping
from functools import partial

from django.utils.translation import gettext as _

from azukari.features.policy.pages import blank, has_pages
from azukari.policy.reading import Word
from azukari.policy.shape import Keyed, Listed, Record
from azukari.policy.terms import Category, Field, FieldType, Form, Section
from azukari.policy.tree import Plain, Spot, find, name_of

_FIRST_TYPE = {
    Category.NAME: FieldType.TEXT,
    Category.ADDRESS: FieldType.ADDRESS,
    Category.EMAIL: FieldType.EMAIL,
    Category.PHONE: FieldType.PHONE,
    Category.FAX: FieldType.PHONE,
    Category.OCCUPATION: FieldType.TEXT,
    Category.MESSAGE: FieldType.LONG_TEXT,
    Category.ANSWER: FieldType.LONG_TEXT,
}
_LENGTHS = {FieldType.EMAIL: 254, FieldType.LONG_TEXT: 2000}
_NEW_ID = "new"


class MoveRefused(Exception):
    """It cannot be done; ``field`` is the input concerned, ``sentence`` says what to do."""

    def __init__(self, field: str, sentence: str) -> None:
        self.field, self.sentence = field, sentence
        super().__init__(sentence)


def move(document: Plain, act: str, named: str) -> str:
    """Do what the button says, in place.

    Args:
        act: the button's value: a verb and a clause, and for ``ask`` a category: ``up forms.membership.fields.email``.
        named: the name typed beside the button, where one is.

    Returns:
        the clause of the page to go to; empty to stay.

    Raises:
        MoveRefused: it cannot be done.
    """
    verb, _space, rest = act.partition(" ")
    clause, _space, more = rest.partition(" ")
    done = _VERBS.get(verb)
    if done is None:
        raise MoveRefused("", _("This button is not known. Please open the page again."))
    return done(document, clause, more or named)


def taken(before: Plain, after: Plain, clause: str) -> bool:
    """Whether the page's item was given the name of another one, which would hide it."""
    now = renamed(before, after, clause)
    return now != clause and find(before, now) is not None


def renamed(before: Plain, after: Plain, clause: str) -> str:
    """The page's clause, after a field may have got another name."""
    spot = find(before, clause) if "." in clause else None
    held = spot.value if spot and isinstance(spot.value, dict) else {}
    named = next((key for key in ("id", "slug") if key in held), "")  # under which an item of a list has its own name
    if spot is None or not named:
        return clause
    above = clause.rpartition(".")[0]
    was, now = find(before, above), find(after, above)
    if was is None or now is None or not isinstance(was.value, list):
        return clause
    return f"{above}.{now.value[was.value.index(spot.value)].get(named, '')}"


def follow(before: Plain, after: Plain, clause: str) -> None:
    """Let what points to the page's item by its name follow a new name, in place."""
    spot, now = find(before, clause) if "." in clause else None, renamed(before, after, clause)
    if now == clause or spot is None or spot.shape not in (Record(Field), Record(Section)):
        return
    was, will = (name.rpartition(".")[2] for name in (clause, now))
    form = find(after, ".".join(clause.split(".")[:2]))
    for item in [*form.value.get("fields", []), *form.value.get("sections", [])] if form else []:
        if spot.shape == Record(Field) and item.get("show_if", {}).get("field") == was:
            item["show_if"]["field"] = will
        elif spot.shape == Record(Section) and item.get("section") == was:
            item["section"] = will


def _shift(document: Plain, clause: str, _more: str, *, by: int) -> str:
    holder, index = _place(document, clause)
    items = list(holder.value.items() if isinstance(holder.value, dict) else holder.value)
    to = min(max(index + by, 0), len(items) - 1)
    items.insert(to, items.pop(index))
    if isinstance(holder.value, dict):
        holder.value.clear()
        holder.value.update(items)
    else:
        holder.value[:] = items
    return ""


def _remove(document: Plain, clause: str, _more: str) -> str:
    holder, index = _place(document, clause)
    if isinstance(holder.value, dict):
        del holder.value[list(holder.value)[index]]
    else:
        gone = holder.value.pop(index)
        if holder.shape == Listed(Record(Section), tuple):  # its fields stay, before the first section
            form = find(document, holder.clause.rpartition(".")[0])
            for field in form.value["fields"] if form else ():
                if field.get("section") == gone["slug"]:
                    del field["section"]
    return holder.clause.removesuffix(".fields").removesuffix(".sections") if has_pages(holder.shape) else ""


def _add(document: Plain, clause: str, name: str) -> str:
    holder, field, name = find(document, clause), f"{clause}.{_NEW_ID}", name.strip()
    if holder is None or not isinstance(holder.shape, Keyed) or not isinstance(holder.shape.key, Word):
        raise _gone()
    try:
        holder.shape.key.convert(name)
    except ValueError:
        sentence = _("Write a name of lower-case Latin letters, digits and hyphens, such as river-walk.")
        raise MoveRefused(field, sentence) from None
    if name in holder.value:
        raise MoveRefused(field, _("There is one of that name already. Choose another name."))
    holder.value[name] = blank(holder.shape.value)
    return f"{clause}.{name}"


def _ask(document: Plain, clause: str, category: str) -> str:
    """A new field of a form, with everything that can be known beforehand."""
    form = find(document, clause)
    if form is None or form.shape != Record(Form) or category not in set(Category):
        raise _gone()
    kind = _FIRST_TYPE[Category(category)]
    purposes = [
        p
        for p in [*form.value["purposes"], *form.value.get("consents", [])]
        if p in document["purposes"]
        and category in document["purposes"][p]["needs"] + document["purposes"][p]["may_use"]
    ]
    made = blank(Record(Field)) | {
        "id": _free(category, {field["id"] for field in form.value["fields"]}),
        "category": category,
        "type": kind.value,
        "label": {lang: text[:1].upper() + text[1:] for lang, text in document["categories"].get(category, {}).items()},
        "purposes": purposes,
        "max_length": _LENGTHS.get(kind, 200),
    }
    form.value["fields"].append(made)
    return f"{clause}.fields.{made['id']}"


def _divide(document: Plain, clause: str, _more: str) -> str:
    """A new section of a form, still without a heading and without fields."""
    form = find(document, clause)
    if form is None or form.shape != Record(Form):
        raise _gone()
    there = form.value.setdefault("sections", [])
    name = _free("section", {section["slug"] for section in there}, between="-")
    there.append(blank(Record(Section)) | {"slug": name})
    return f"{clause}.sections.{name}"


def _free(name: str, taken: set[str], *, between: str = "_") -> str:
    number = 1
    while (found := name if number == 1 else f"{name}{between}{number}") in taken:
        number += 1
    return found


def _place(document: Plain, clause: str) -> tuple[Spot, int]:
    """The collection that holds ``clause``, and where in it."""
    above, _dot, name = clause.rpartition(".")
    holder = find(document, above)
    if holder is None or not isinstance(holder.shape, Keyed | Listed) or not holder.value:
        raise _gone()
    names = (
        list(holder.value) if isinstance(holder.value, dict) else [name_of(v, n) for n, v in enumerate(holder.value)]
    )
    if name in names:
        return holder, names.index(name)
    if name.isdecimal() and 0 < int(name) <= len(names):
        return holder, int(name) - 1
    raise _gone()


def _gone() -> MoveRefused:
    return MoveRefused("", _("This is not in the draft any more. Please open the page again."))


_VERBS: Mapping[str, Callable[[Plain, str, str], str]] = {
    "up": partial(_shift, by=-1),
    "down": partial(_shift, by=1),
    "remove": _remove,
    "add": _add,
    "ask": _ask,
    "divide": _divide,
}
