"""The shape of a policy document, derived from the classes in `terms`: a class is a mapping, its attributes are keys.

Nothing is written twice: reading, writing and the JSON schema all follow the same table of shapes.
"""

from collections.abc import Mapping as Dictionary
from dataclasses import MISSING, dataclass, fields, is_dataclass
from enum import StrEnum
from functools import cache
from typing import Any, TypeAliasType, get_args, get_origin, get_type_hints

from azukari.policy import terms, word
from azukari.policy.finding import both
from azukari.policy.reading import FAULT, Json, Reading, Shape, Words, expected
from azukari.policy.source import Mapping, Member, Node, Scalar, Sequence

_NAMED_BY = {terms.Field: "id", terms.Section: "slug", terms.Clause: "slug"}  # items of lists that name themselves
_KEYED_BY = {terms.Duty: "slug", terms.Purpose: "slug", terms.Form: "slug", terms.Recipient: "slug"}

_SPECIAL: dict[tuple[type, str], Shape] = {
    (terms.Policy, "languages"): word.LANGUAGE,
    (terms.Organisation, "timezone"): word.ZONE,
    (terms.Organisation, "email"): word.ADDRESS,
    (terms.Organisation, "website"): word.WEB,
    (terms.Field, "id"): word.FIELD_ID,
    (terms.Field, "section"): word.SLUG,
    (terms.Condition, "field"): word.FIELD_ID,
    (terms.Condition, "values"): word.STRING,
    (terms.Section, "slug"): word.SLUG,
    (terms.Clause, "slug"): word.SLUG,
    (terms.Recipient, "country"): word.COUNTRY,
    (terms.OfficeHours, "holidays"): word.COUNTRY,
    (terms.OfficeHours, "weekdays"): word.WEEKDAY,
    (terms.OfficeHours, "year_end"): word.MONTH_DAY,
    (terms.Statistics, "sites"): word.ORIGIN,
}

_MISSING_CODES = {
    (terms.Field, "reason"): "field.without-reason",
    (terms.Field, "purposes"): "field.without-purpose",
    (terms.Purpose, "ground"): "purpose.without-ground",
    (terms.Purpose, "retention"): "purpose.without-retention",
    (terms.Purpose, "statement"): "purpose.without-statement",
    (terms.Form, "service"): "form.without-service",
    (terms.Recipient, "purposes"): "recipient.without-purpose",
}


@dataclass(frozen=True, slots=True)
class Listed:
    """A list of values of one shape, kept as ``kind`` (tuple or frozenset); doubles are refused."""

    item: Shape
    kind: type
    length: int | None = None

    def read(self, node: Node, clause: str, reading: Reading) -> Any:
        if not isinstance(node, Sequence) or (self.length is not None and len(node.items) != self.length):
            return expected(node, clause, reading, ja=f"リスト{_of(self.length)[0]}", en=f"a list{_of(self.length)[1]}")
        values: list[Any] = []
        for index, item in enumerate(node.items):
            at = f"{clause}.{_name_of(item, self.item) or index + 1}"
            if item.line:
                reading.lines.setdefault(at, item.line)
            value = self.item.read(item, at, reading)
            if value in values and value is not FAULT and self.length is None:
                _twice(at, item, reading)
            values.append(value)
        return FAULT if FAULT in values else self.kind(values)

    def write(self, value: Any) -> list[Any]:
        return [self.item.write(v) for v in (sorted(value) if self.kind is frozenset else value)]

    def schema(self) -> Json:
        bounds = {} if self.length is None else {"minItems": self.length, "maxItems": self.length}
        return {"type": "array", "items": self.item.schema(), **bounds}


@dataclass(frozen=True, slots=True)
class Keyed:
    """A mapping from names to values of one shape, in the document's order."""

    key: Shape
    value: Shape

    def read(self, node: Node, clause: str, reading: Reading) -> Any:
        if not isinstance(node, Mapping):
            return expected(node, clause, reading, ja="名前をキーにした組", en="a mapping with names as keys")
        values: dict[Any, Any] = {}
        for member in node.members:
            at = _at(clause, member, reading)
            key = self.key.read(Scalar(member.key, "str", member.line), at, reading)
            if key in values and key is not FAULT:
                _twice(at, member.value, reading)
            elif isinstance(self.value, Record):
                values[key] = self.value.read(member.value, at, reading, slug=member.key)
            else:
                values[key] = self.value.read(member.value, at, reading)
        return FAULT if FAULT in values or FAULT in values.values() else values

    def write(self, value: Dictionary[Any, Any]) -> Json:
        return {self.key.write(k): self.value.write(v) for k, v in value.items()}

    def schema(self) -> Json:
        return {"type": "object", "propertyNames": self.key.schema(), "additionalProperties": self.value.schema()}


@dataclass(frozen=True, slots=True)
class Record:
    """One class of `terms`: its attributes are the keys, no others. An optional attribute may be left out."""

    of: type

    def read(self, node: Node, clause: str, reading: Reading, *, slug: str | None = None) -> Any:
        if not isinstance(node, Mapping):
            known = ", ".join(self.keys())
            return expected(node, clause, reading, ja=f"キーと値の組({known})", en=f"a mapping ({known})")
        shapes = self.keys()
        values: dict[str, Any] = {} if slug is None else {_KEYED_BY[self.of]: slug}
        for member in node.members:
            at = _at(clause, member, reading)
            if member.key not in shapes:
                self._unknown(member, at, reading)
            elif member.key in values:
                _twice(at, member.value, reading)
            elif not (isinstance(member.value, Scalar) and member.value.kind == "null" and self.optional(member.key)):
                values[member.key] = shapes[member.key].read(member.value, at, reading)
        for key in shapes:
            if key not in values and not self.optional(key):
                values[key] = self._missing(key, node, clause, reading)
        return FAULT if FAULT in values.values() else self.of(**self._with_nones(values))

    def write(self, value: Any) -> Json:
        pairs = ((key, shape, getattr(value, key)) for key, shape in self.keys().items())
        return {key: shape.write(held) for key, shape, held in pairs if held is not None}

    def schema(self) -> Json:
        return {"$ref": f"#/$defs/{self.of.__name__}"}

    def definition(self) -> Json:
        """The JSON schema of this class, for ``$defs``."""
        return {
            "type": "object",
            "description": (self.of.__doc__ or "").strip().partition("\n")[0],
            "properties": {key: shape.schema() for key, shape in self.keys().items()},
            "required": [key for key in self.keys() if not self.optional(key)],
            "additionalProperties": False,
        }

    def keys(self) -> dict[str, Shape]:
        """The keys of this class's mapping, in order; the name under which it is filed is not among them."""
        return _keys(self.of)

    def optional(self, key: str) -> bool:
        """Whether a key may be left out."""
        return _attributes(self.of)[key][1]

    def _with_nones(self, values: dict[str, Any]) -> dict[str, Any]:
        return _without_default(self.of) | values

    def _missing(self, key: str, node: Node, clause: str, reading: Reading) -> Any:
        code = _MISSING_CODES.get((self.of, key), "shape.missing-key")
        at = f"{clause}.{key}".lstrip(".")
        sentence = both(f"「{key}」がありません。", f"“{key}” is missing.")
        return reading.fault(code, at, node, sentence, both(f"「{key}」を書いてください。", f"Write “{key}”."))

    def _unknown(self, member: Member, at: str, reading: Reading) -> None:
        known = ", ".join(self.keys())
        reading.fault(
            "shape.unknown-key",
            at,
            Scalar(member.key, "str", member.line),
            both(f"「{member.key}」というキーはありません。", f"There is no key “{member.key}” here."),
            both(f"使えるキーは {known} です。", f"The keys are {known}."),
        )


@cache
def _keys(of: type) -> dict[str, Shape]:
    return {name: shape for name, (shape, _) in _attributes(of).items() if name != _KEYED_BY.get(of)}


@cache
def _without_default(of: type) -> dict[str, None]:
    return dict.fromkeys(f.name for f in fields(of) if f.default is MISSING and f.default_factory is MISSING)


def shape_of(hint: Any) -> Shape:
    """The shape of a type hint in `terms`."""
    if isinstance(hint, TypeAliasType):  # the only alias is Text
        return Words()
    if hint in word.SCALARS:
        return word.SCALARS[hint]
    if is_dataclass(hint) and isinstance(hint, type):
        return Record(hint)
    if isinstance(hint, type) and issubclass(hint, StrEnum):
        return word.closed(hint)
    origin, arguments = get_origin(hint), get_args(hint)
    if origin in (tuple, frozenset):
        fixed = len(arguments) if origin is tuple and arguments[-1] is not Ellipsis else None
        return Listed(_named(arguments[0]), origin, fixed)
    if origin is Dictionary:
        return Keyed(_named(arguments[0]), shape_of(arguments[1]))
    raise TypeError(f"No shape is known for {hint}")


def _named(hint: Any) -> Shape:
    return word.SLUG if hint is str else shape_of(hint)


@cache
def _attributes(of: type) -> dict[str, tuple[Shape, bool]]:
    """Each attribute's shape, and whether it may be left out."""
    hints, found = get_type_hints(of), dict[str, tuple[Shape, bool]]()
    for attribute in fields(of):
        hint = hints[attribute.name]
        optional = attribute.default is not MISSING or attribute.default_factory is not MISSING
        if type(None) in get_args(hint):
            optional, hint = True, next(a for a in get_args(hint) if a is not type(None))
        special, shape = _SPECIAL.get((of, attribute.name)), shape_of(hint)
        if special:
            shape = Listed(special, shape.kind, shape.length) if isinstance(shape, Listed) else special
        found[attribute.name] = shape, optional
    return found


def _at(clause: str, member: Member, reading: Reading) -> str:
    at = f"{clause}.{member.key}".lstrip(".")
    if member.line:
        reading.lines.setdefault(at, member.line)
    return at


def _name_of(node: Node, shape: Shape) -> str | None:
    key = _NAMED_BY.get(shape.of) if isinstance(shape, Record) else None
    if key is None or not isinstance(node, Mapping):
        return None
    return next((m.value.text for m in node.members if m.key == key and isinstance(m.value, Scalar)), None)


def _twice(at: str, node: Node, reading: Reading) -> None:
    sentence = both("同じものが二度書かれています。", "This stands here twice.")
    reading.fault("shape.twice", at, node, sentence, both("一つを取り除いてください。", "Remove one of them."))


def _of(length: int | None) -> tuple[str, str]:
    return ("", "") if length is None else (f"({length}個)", f" of {length}")
