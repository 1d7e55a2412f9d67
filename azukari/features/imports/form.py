"""What is asked about an uploaded list: which column is what, how its people were told, and on which document that
rests. Everything that is wrong is said at once.
"""

from collections.abc import Sequence
from dataclasses import asdict, replace
from datetime import date
from functools import partial
from itertools import islice
from typing import Any

from django.core.exceptions import ValidationError
from django.forms.boundfield import BoundField
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from azukari.core.forms.importing.examine import consented
from azukari.core.forms.importing.mapping import guess, missing
from azukari.core.forms.importing.order import Chosen, chosen_of, header_of
from azukari.core.forms.importing.run import form_of
from azukari.core.forms.importing.shapes import recognise
from azukari.core.forms.models import ImportOrder
from azukari.core.policy_versions.current import Current
from azukari.core.policy_versions.of_request import charters_of
from azukari.features.imports.fields import ColumnOrDay, KeptDocument, Mark
from azukari.features.imports.words import TOLD
from azukari.policy.terms import Form
from azukari.shells.staff.acts import Doer
from azukari.shells.staff.answer import number
from azukari.shells.staff.fields import Fields, One, Questions, Text
from azukari.shells.staff.language_names import named
from azukari.shells.staff.number_field import Number

_VERSIONS = 20
_MOST_ROWS = 999_999
_WAYS = (("ask", _("Ask each of them by email")), ("attest", _("They were confirmed before, and I can show it")))
_WAYS_EXPLAINED = {
    "ask": _("A person’s data does not count until they press the button in the email."),
    "attest": _("People who are known here already are asked nevertheless."),
}
_IF_ATTESTED = ("confirmed", "attested_sha256", "attested_reference")
_IN_FILES = _("Reference in your files")


class ListForm(Questions):
    """All that is asked about a list before its dry run; what `Chosen` has one value for goes by the same name.

    Args:
        charter: the version of the policy under which it was collected.
        form: the form in that version.
        header: the list's columns.
        held: what was said about it before.
        versions: of the policy, to choose from.
    """

    def __init__(
        self, charter: Current, form: Form, header: tuple[str, ...], held: Chosen, versions: Sequence[int], who: Doer,
        *posted: Any,
    ) -> None:  # fmt: skip
        self.charter, self.asked, self.header, self.held, self.lang = charter, form, header, held, who.lang
        self.usable = {str(at): name for at, name in enumerate(header) if name and header.count(name) == 1}
        self.shape = recognise(header)
        self.consents = consented(charter.policy, form)
        today = charter.policy.organisation.day(who.now)
        super().__init__({**self._of_columns(), **self._of_choices(), **self._of_ground(versions, today)}, *posted)
        self.initial = self._begun()

    def _of_columns(self) -> Fields:
        """One for each; of a column without a name of its own it is only shown that it is not taken."""
        labels = [(f.id, f.label[self.lang] + (" *" if f.required else "")) for f in self.asked.fields]
        offered = [("", _("(not imported)")), *labels]
        return {
            f"column-{at}": One(
                name or _("Column %(number)s, without a name") % {"number": at + 1},
                offered,
                required=False,
                shown="list",
                disabled=str(at) not in self.usable,
            )
            for at, name in enumerate(self.header)
        }

    def _of_choices(self) -> Fields:
        """For each field with choices: one that holds for all rows, and what the list calls each of them."""
        fields: dict[str, One | Text] = {}
        for field in self.asked.fields:
            words = {choice.value: choice.label[self.lang] for choice in field.choices}
            if words:
                offered = [("", _("as the column says")), *words.items()]
                fields[f"set-{field.id}"] = One(_("The same for all rows"), offered, required=False, shown="list")
            for value, choice in words.items():
                label = _("The list calls “%(choice)s”") % {"choice": choice}
                fields[f"called-{field.id}-{value}"] = Text(label, required=False)
        return fields

    def _of_ground(self, versions: Sequence[int], today: date) -> Fields:
        policy, own = self.charter.policy, self.asked.purposes
        chosen_from, when = partial(One, shown="list"), partial(ColumnOrDay, columns=self.usable, today=today)
        ways = [("", _("Please choose")), *TOLD.items()]
        return {
            "charter": chosen_from(
                _("Version of the policy under which people were asked"),
                [(str(number), _("version %(version)s") % {"version": number}) for number in versions],
            ),
            "lang": chosen_from(_("Language that these people read"), [(c, named(c)) for c in policy.languages]),
            "told_by": chosen_from(_("How they were told what for"), ways, missing=_("Choose how people were told.")),
            "told": when(_("When they were told")),
            **{
                f"consent-{purpose}": when(
                    _("When they agreed: %(purpose)s") % {"purpose": policy.purposes[purpose].title[self.lang]},
                    required=purpose in own,
                    help_text="" if purpose in own else _("Leave it empty if nobody of this list was asked for it."),
                )
                for purpose in self.consents
            },
            "told_reference": Mark(_("Version of the words that they read or heard")),
            "evidence_sha256": KeptDocument(_("Document that shows it")),
            "evidence_reference": Mark(_IN_FILES, required=False),
            "way": One(
                _("Are their addresses confirmed?"),
                _WAYS,
                missing=_("Choose whether people are asked, or were asked before."),
                hints=_WAYS_EXPLAINED,
            ),
            "confirmed": when(_("When the address was confirmed")),
            "attested_sha256": KeptDocument(_("Document that shows the confirmations")),
            "attested_reference": Mark(_IN_FILES, required=False),
        }

    def _begun(self) -> dict[str, Any]:
        """What stands there to begin with: what was said before, else what the header lets us guess."""
        held, shape = self.held, self.shape
        guessed = guess(self.asked, self.header, shape=shape)
        columns = {str(at): field for field, places in guessed.items() for at in places}
        if held.maps:
            columns = {at: held.maps.get(name, "") for at, name in self.usable.items()}
        agreed = dict.fromkeys(self.asked.purposes, shape.consented if shape else "")
        return {
            **asdict(held),
            "charter": self.charter.number,
            "way": "attest" if held.attested else "ask" if held.told_by else "",
            "confirmed": held.confirmed or (shape.confirmed if shape else ""),
            **{
                f"consent-{purpose}": held.consents.get(purpose) or agreed.get(purpose, "") for purpose in self.consents
            },
            **{f"column-{at}": field for at, field in columns.items()},
            **{f"set-{field}": value for field, value in held.constants.items()},
            **{f"called-{field}-{value}": said for field, own in held.called.items() for value, said in own.items()},
        }

    def clean(self) -> None:
        """What the form needs comes from somewhere; who is asked by email was not asked before."""
        said, fields = self.cleaned_data, self.asked.fields
        if said.get("way") != "attest":
            for name in _IF_ATTESTED:
                self.errors.pop(name, None)
                said[name] = ""
        said["charter"] = self.charter.number
        said["maps"] = {name: said.get(f"column-{at}", "") for at, name in self.usable.items()}
        said["constants"] = {f.id: value for f in fields if (value := said.get(f"set-{f.id}"))}
        said["consents"] = {purpose: said.get(f"consent-{purpose}", "") for purpose in self.consents}
        called = {f.id: {c.value: said.get(f"called-{f.id}-{c.value}", "").split() for c in f.choices} for f in fields}
        kept = {id: {value: " ".join(words) for value, words in own.items() if words} for id, own in called.items()}
        said["called"] = {id: own for id, own in kept.items() if own}
        for field in missing(self.asked, dict.fromkeys(filter(None, (*said["maps"].values(), *said["constants"])))):
            words = _("The form needs “%(field)s”. Choose its column.")
            wrong = ValidationError(words, code="whole", params={"field": field.label[self.lang]})
            self.add_error(f"set-{field.id}" if field.choices else "column-0", wrong)

    @property
    def chosen(self) -> Chosen:
        """What was answered, over what was said before."""
        return replace(self.held, **{k: answer for k, answer in self.cleaned_data.items() if hasattr(self.held, k)})

    @property
    def columns(self) -> list[BoundField]:
        return [self[f"column-{at}"] for at in range(len(self.header))]

    @property
    def choices(self) -> list[tuple[str, BoundField, list[BoundField]]]:
        """Each field with choices, with the questions of `_of_choices`."""
        fields = [f for f in self.asked.fields if f.choices]
        called = {f.id: [self[f"called-{f.id}-{choice.value}"] for choice in f.choices] for f in fields}
        return [(f.label[self.lang], self[f"set-{f.id}"], called[f.id]) for f in fields]

    @property
    def agreed(self) -> list[BoundField]:
        return [self[f"consent-{purpose}"] for purpose in self.consents]


def ask(request: HttpRequest, order: ImportOrder, form: Form, who: Doer, *posted: Any) -> ListForm:
    """The questions about that list; of the versions of the policy it offers those that have its form.

    Raises:
        FileGone: the list's day is over.
    """
    held, charters = chosen_of(order), charters_of(request)
    having_it = (n for n in sorted(charters.digests, reverse=True) if form.slug in charters.policy(n).forms)
    versions = list(islice(having_it, _VERSIONS))
    wished = number(posted[0].get("charter")) if posted else held.charter
    charter = charters.at(wished if wished in versions else held.charter)
    return ListForm(charter, form_of(charter, form.slug), header_of(order), held, versions, who, *posted)


def ask_row(top: int | None, *posted: Any) -> Questions:
    """Which row names the columns; ``top`` does now."""
    return Questions(
        {"top": Number(_("Row with the names of the columns"), least=1, most=_MOST_ROWS, initial=top)}, *posted
    )
