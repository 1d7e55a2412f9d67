"""Which column becomes which field of the form. Guessed from the header, put right by whoever imports.

A column that no field asks for is not taken; nothing of it is stored (P15).
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence

from azukari.core.forms.importing.shapes import Shape
from azukari.core.forms.importing.table import TableError
from azukari.policy.asking import conditions
from azukari.policy.minors import QUESTIONS
from azukari.policy.terms import Category, Field, FieldType, Form

_NOISE = re.compile(r"[\s_\-*:・./()\[\]「」]+")

_WORDS: Mapping[str, tuple[tuple[str, ...], ...]] = {
    "email": (("email",), ("emailaddress",), ("mail",), ("mailaddress",), ("メールアドレス",), ("eメール",),
              ("電子メール",), ("メール",)),
    "name": (("name",), ("fullname",), ("お名前",), ("氏名",), ("名前",), ("姓名",), ("会員名",), ("姓", "名"),
             ("氏", "名"), ("firstname", "lastname"), ("givenname", "familyname"), ("displayname",)),
    "kana": (("ふりがな",), ("フリガナ",), ("よみがな",), ("読み",), ("カナ",), ("氏名カナ",), ("氏名ふりがな",),
             ("せい", "めい"), ("セイ", "メイ"), ("姓カナ", "名カナ"), ("kana",), ("furigana",)),
    "postcode": (("郵便番号",), ("〒",), ("postcode",), ("postalcode",), ("zip",), ("zipcode",)),
    "address": (("住所",), ("ご住所",), ("現住所",), ("address",), ("postaladdress",),
                ("都道府県", "市区町村", "番地", "建物名"), ("都道府県", "市区町村", "番地"),
                ("都道府県", "住所"), ("streetaddress",)),
    "phone": (("電話番号",), ("電話",), ("tel",), ("phone",), ("phonenumber",), ("telephone",), ("携帯電話",),
              ("mobile",)),
    "fax": (("fax番号",), ("fax",), ("ファックス",), ("ファクス",), ("faxnumber",)),
    "occupation": (("職業",), ("ご職業",), ("occupation",), ("jobtitle",)),
    "message": (("メッセージ",), ("備考",), ("ご意見",), ("message",), ("comment",), ("comments",)),
}  # fmt: skip
"""What people call a column, by what it holds; where one thing stands in several columns, all of them in order."""


def guess(form: Form, header: Sequence[str], *, shape: Shape | None = None) -> dict[str, tuple[int, ...]]:
    """The columns of each field that the header lets us recognise."""
    plain = [_plain(name) for name in header]
    at = {name: place for place, name in enumerate(plain) if name and plain.count(name) == 1}  # over one column alone
    found: dict[str, tuple[int, ...]] = {}
    used: set[int] = set()
    for field in form.fields:
        for names in _candidates(field, shape):
            columns = tuple(at[name] for name in names if name in at)
            if len(columns) == len(names) and not used & {*columns}:
                found[field.id] = columns
                used |= {*columns}
                break
    return found


def _plain(name: str) -> str:
    return _NOISE.sub("", unicodedata.normalize("NFKC", name).casefold())


def _candidates(field: Field, shape: Shape | None) -> list[tuple[str, ...]]:
    own: list[tuple[str, ...]] = [(_plain(field.id),), *((_plain(label),) for label in field.label.values())]
    word = _word(field)
    if shape:
        columns = tuple(map(_plain, shape.columns.get(word, ())))
        own += [columns[:length] for length in range(len(columns), 0, -1)]
    return [*own, *_WORDS.get(word, ())]


def _word(field: Field) -> str:
    """What a field holds, as `_WORDS` and the shapes call it; ``""`` for what only its own label tells."""
    if field.id in QUESTIONS:
        return ""
    if field.type in {FieldType.KANA, FieldType.POSTCODE, FieldType.EMAIL, FieldType.ADDRESS}:
        return field.type.value
    if field.type is FieldType.PHONE or field.category in {Category.PHONE, Category.FAX}:
        return field.category.value
    if field.category is Category.NAME:
        return "name"
    return field.category.value if field.type in {FieldType.TEXT, FieldType.LONG_TEXT} else ""


def column_called(header: Sequence[str], name: str) -> int:
    """The column of that name.

    Raises:
        TableError: there is none, or two.
    """
    wanted = " ".join(name.split())
    found = [at for at, each in enumerate(header) if each == wanted]
    found = found or [at for at, each in enumerate(header) if _plain(each) == _plain(wanted) and each]
    if len(found) == 1:
        return found[0]
    trouble = "no column" if not found else "more than one column"
    raise TableError(f"The file has {trouble} “{wanted}”. Its columns are: {', '.join(filter(None, header))}.")


def correct(
    guessed: Mapping[str, tuple[int, ...]], form: Form, header: Sequence[str], said: Sequence[tuple[str, str]]
) -> dict[str, tuple[int, ...]]:
    """The guess, put right.

    Args:
        said: column name and field id; an empty field leaves the column out. Several columns of one field are joined in
            the order in which they were said.

    Raises:
        TableError: no such column, or no such field.
    """
    fixed = {column_called(header, column): field for column, field in said}
    known = {field.id for field in form.fields}
    for field in fixed.values():
        if field and field not in known:
            raise TableError(f"The form has no field “{field[:60]}”. Its fields are: {', '.join(sorted(known))}.")
    result = {
        field: rest
        for field, columns in guessed.items()
        if field not in fixed.values() and (rest := tuple(column for column in columns if column not in fixed))
    }
    for column, field in fixed.items():
        if field:
            result[field] = (*result.get(field, ()), column)
    return result


def missing(form: Form, mapped: Mapping[str, object]) -> tuple[Field, ...]:
    """Required fields that no column gives. What is asked only of some may be missing for all others."""
    return tuple(f for f in form.fields if f.required and f.id not in mapped and not conditions(form, f))
