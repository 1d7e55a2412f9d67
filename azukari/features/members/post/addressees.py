"""Mail merge: the names and postal addresses of members, opened to go on paper, and recorded for each of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from azukari.core.forms.models import Submission
from azukari.core.vault.reasons import Reason
from azukari.core.vault.release import Opened, ReleaseOptions, release
from azukari.policy.terms import Act, Category, FieldType
from azukari.policy.ways import Way
from azukari.shells.staff.form_desk import FormDesk

WANTED = frozenset({Category.NAME, Category.ADDRESS})


@dataclass(frozen=True, slots=True)
class Addressee:
    """Whom a letter goes to."""

    submission: UUID
    lang: str
    name: str
    postcode: str
    lines: tuple[str, ...]

    @property
    def is_complete(self) -> bool:
        return bool(self.name and self.lines)


def addressees(
    desk: FormDesk,
    registrations: Sequence[Submission],
    *,
    way: Way,
    uses: frozenset[Category] = WANTED,
    purpose: str = "",
) -> list[Addressee]:
    """In the order of the registrations. Whoever's data must not be used is without a name.

    Args:
        way: what the names are taken out for.
        uses: what is opened of them.
        purpose: what the names are opened for; the first that fits.

    Raises:
        Refused: see `release`.
    """
    if not registrations:
        return []
    opened = release(
        {each.person_id for each in registrations},
        purpose=purpose or desk.purpose(uses=uses, way=way),
        categories=uses,
        actor=desk.who.actor,
        reason=Reason.SERVICE,
        now=desk.now,
        options=ReleaseOptions(submissions=[each.pk for each in registrations], act=Act.EXPORT, way=way),
    )
    return [_addressee(desk, each, opened) for each in registrations]


def _addressee(desk: FormDesk, registration: Submission, opened: Mapping[UUID, Sequence[Opened]]) -> Addressee:
    found = {v.field: v.text for v in opened.get(registration.person_id, ()) if v.submission == registration.pk}
    of = [field for field in desk.form.fields if field.category is Category.ADDRESS and found.get(field.id)]
    postcodes = [found[field.id] for field in of if field.type is FieldType.POSTCODE]
    lines = [line for f in of if f.type is not FieldType.POSTCODE for line in found[f.id].split("\n") if line.strip()]
    return Addressee(registration.pk, registration.lang, desk.form.name_in(found), " ".join(postcodes), tuple(lines))
