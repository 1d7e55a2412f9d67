"""What the magazine holds of a person: how they wish it, and when they said that they read it."""

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any, ClassVar
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from azukari.core.database.cascade import delete
from azukari.core.vault.holders import HolderOfRows
from azukari.features.magazine.models import ReaderWish


class MagazineHolder(HolderOfRows):
    """Readers' wishes, for the registry of holders. That issues went to them, `mail` holds."""

    name = "magazine"
    rows: ClassVar[Mapping[str, Any]] = {"wish": ReaderWish}
    words: ClassVar[Mapping[str, Promise | str]] = {
        "wish": _("Wishes for the email magazine"),
    }

    def export(self, person: UUID) -> Mapping[str, Any]:
        wishes = ReaderWish.objects.filter(person_id=person).order_by("form")
        return {
            "magazine": [
                {
                    "list": w.form,
                    "lang": w.lang,
                    "paused_until": _day(w.paused_until),
                    "weekly": w.is_weekly,
                    "said_that_they_read_it_on": _day(w.read_on),
                }
                for w in wishes
            ]
        }

    def delete_ended(self, ended: Collection[UUID], restricted: Collection[UUID]) -> None:
        del ended  # a wish belongs to no registration; it goes when the consent is withdrawn
        delete(ReaderWish, restricted, by="person")

    def reassign(self, person: UUID, to: UUID) -> None:
        """Of a list on which both had wishes, those of the record that stays count."""
        kept = ReaderWish.objects.filter(person_id=to).values("form")
        theirs = ReaderWish.objects.filter(person_id=person)
        theirs.filter(form__in=list(kept.values_list("form", flat=True))).delete()
        theirs.update(person_id=to)


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None
