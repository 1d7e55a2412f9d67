"""What somebody says about an uploaded list: which column is what, how its people were told, and on which document that
rests. Everything that is wrong is said at once, beside its input.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from azukari.charter.current import Current
from azukari.desk.answer import Problem, number
from azukari.desk.uploads import fingerprint
from azukari.forms.importing.basis import NoticeMethod
from azukari.forms.importing.day import day
from azukari.forms.importing.mapping import missing
from azukari.forms.importing.order import Chosen
from azukari.policy.terms import Form, Ground

_REFERENCE = re.compile(r"(?=.{1,64}$)[a-z0-9]+(?:[._-][a-z0-9]+)*")
_LONGEST_WORDS = 200
_DIGEST = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Said:
    """What was posted.

    Args:
        charter: the version of the policy that the reader chose.
        form: the form in that version.
        header: the list's columns.
    """

    charter: Current
    form: Form
    header: tuple[str, ...]
    post: Mapping[str, str]
    files: Mapping[str, object]
    now: datetime

    def one(self, name: str) -> str:
        return self.post.get(name, "").strip()


def consents_of(charter: Current, form: Form) -> list[str]:
    """Purposes of the form that rest on consent: its own, and those besides."""
    purposes = charter.policy.purposes
    return [p for p in (*form.purposes, *form.consents) if purposes[p].ground is Ground.CONSENT]


def read(said: Said, before: Chosen) -> tuple[Chosen, list[Problem]]:
    """What was said, over what was said before; and everything that is wrong with it."""
    problems: list[Problem] = []
    maps, taken = _columns(said)
    constants = {f.id: said.one(f"set-{f.id}") for f in said.form.fields if f.choices and said.one(f"set-{f.id}")}
    problems += _lacking(said, taken, constants)
    told = _when(said, "told", problems)
    own = consents_of(said.charter, said.form)
    consents = {p: _when(said, f"consent-{p}", problems, needed=p in said.form.purposes) for p in own}
    attests = said.one("way") == "attest"
    if said.one("way") not in ("ask", "attest"):
        problems.append(Problem("way", _("Choose whether people are asked, or were asked before.")))
    told_by = said.one("told_by")
    if told_by not in set(NoticeMethod):
        problems.append(Problem("told_by", _("Choose how people were told.")))
    chosen = replace(
        before,
        charter=said.charter.number,
        lang=said.one("lang") if said.one("lang") in said.charter.policy.languages else before.lang,
        told_by=told_by,
        told=told,
        told_reference=_reference(said, "told_reference", problems),
        evidence_reference=_reference(said, "evidence_reference", problems, needed=False),
        evidence_sha256=_document(said, "evidence", problems),
        attested_reference=_reference(said, "attested_reference", problems, needed=False) if attests else "",
        attested_sha256=_document(said, "attested", problems) if attests else "",
        confirmed=_when(said, "confirmed", problems) if attests else "",
        maps=maps,
        constants=constants,
        called=_called(said),
        consents=consents,
    )
    return chosen, problems


def no_names() -> Problem:
    """The row that was given names no columns."""
    words = _("In that row stand no names of columns, or nothing stands under it. Give its number as the list counts.")
    return Problem("top", words)


def _columns(said: Said) -> tuple[dict[str, str], set[str]]:
    """Column name to field, and the fields that are given."""
    known = {field.id for field in said.form.fields}
    maps = {}
    for at, name in enumerate(said.header):
        field = said.one(f"column-{at}")
        if name and said.header.count(name) == 1:
            maps[name] = field if field in known else ""
    return maps, {field for field in maps.values() if field}


def _called(said: Said) -> dict[str, dict[str, str]]:
    """For each field with choices, what the list calls each of them, as far as it was said."""
    found = {
        field.id: {
            choice.value: words
            for choice in field.choices
            if (words := " ".join(said.one(f"called-{field.id}-{choice.value}")[:_LONGEST_WORDS].split()))
        }
        for field in said.form.fields
    }
    return {id: words for id, words in found.items() if words}


def _lacking(said: Said, taken: set[str], constants: Mapping[str, str]) -> list[Problem]:
    given = dict.fromkeys([*taken, *constants])
    return [
        Problem(
            f"set-{field.id}" if field.choices else "column-0",
            _("The form needs “%(field)s”. Choose the column in which it stands.")
            % {"field": field.label[get_language() or said.charter.policy.languages[0]]},
        )
        for field in missing(said.form, given)
    ]


def _when(said: Said, name: str, problems: list[Problem], *, needed: bool = True) -> str:
    """A column's name, or a day as it is written."""
    column, typed = said.one(f"{name}-column"), said.one(f"{name}-day")
    if column:
        at = number(column)
        return said.header[at] if 0 <= at < len(said.header) else ""
    if not typed:
        if needed:
            problems.append(Problem(name, _("Choose the column with the day, or give one day for all.")))
        return ""
    found = day(typed)
    zone = ZoneInfo(said.charter.policy.organisation.timezone)
    if found is None:
        problems.append(Problem(name, _("Write the day like this: 2026-11-24.")))
    elif found > said.now.astimezone(zone).date():
        problems.append(Problem(name, _("That day has not come yet.")))
    return found.isoformat() if found else ""


def _reference(said: Said, name: str, problems: list[Problem], *, needed: bool = True) -> str:
    """A mark under which something is filed: no room for a name or an address."""
    typed = said.one(name)
    if (needed or typed) and not _REFERENCE.fullmatch(typed):
        words = _("Give the mark under which it is filed, in small letters, digits and hyphens: form-2023-04.")
        problems.append(Problem(name, words))
        return ""
    return typed


def _document(said: Said, name: str, problems: list[Problem]) -> str:
    """The digest of a document; the document itself is not kept. One that was chosen before need not come again."""
    upload = said.files.get(name)
    if isinstance(upload, UploadedFile):
        return fingerprint(upload)
    carried = said.one(f"{name}_sha256")
    if _DIGEST.fullmatch(carried):
        return carried
    problems.append(Problem(name, _("Choose the document that shows it. Only its fingerprint is kept.")))
    return ""


def suggested(columns: Mapping[str, Sequence[int]], header: Sequence[str]) -> dict[int, str]:
    """Column position to field, out of a guess."""
    return {at: field for field, places in columns.items() for at in places if at < len(header)}
