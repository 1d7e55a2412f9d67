"""Whatever is kept of a person has a holder, so that nothing is forgotten when the person goes (law 6)."""

from django.apps import apps
from django.db.models import CASCADE

from azukari.core.database.cascade import below
from azukari.core.people.models import Person
from azukari.core.vault.holders import holders

_BY_THE_VAULT = {
    "people.Person": "the vault's own erasure deletes it",
    "people.Trail": "goes with the person; the ledger keeps its proofs",
    "people.Tombstone": "says that somebody is gone, so that a restored backup can forget them again",
    "people.Removal": "says what went, in references, as long as a backup may know it still",
    "consent.Grant": "goes with the person",
    "vault.PersonKey": "goes first: without it nothing opens",
    "vault.SealedValue": "goes with the person",
    "vault.Proposal": "goes with the person",
    "vault.AddressChange": "goes with the person",
    "vault.DuplicatePair": "goes with either person",
    "vault.Merge": "goes with the person, and says who else they were",
    "vault.FormerValue": "goes with the value that took its place",
    "vault.SearchCode": "goes with the value",
    "vault.Mention": "goes with the text that it is in",
    "vault.Redaction": "goes with the text that it is in",
    "vault.MergedRow": "goes with the merge",
    "vault.DraftLetter": "goes with its stand-in, who is nobody, as soon as the letter has left",
    "vault.Erasure": "the certificate: counts and categories, no values",
}
_POINTERS = {"person_id", "submission_id"}


def _touches_a_person(model):
    for field in model._meta.concrete_fields:
        target = field.related_model._meta.label if field.is_relation else ""
        if target in ("people.Person", "forms.Submission") or field.attname in _POINTERS:
            return True
    return model._meta.label == "people.Person"


def test_whatever_refers_to_a_person_on_whatever_way_goes_with_them():
    assert "members.Payment" in {model._meta.label for model in below(Person)}  # TypeError where one would not


def test_every_model_that_touches_a_person_has_a_holder():
    touching = {model._meta.label for model in apps.get_models() if _touches_a_person(model)}
    held = {label for holder in holders() for label in holder.models}
    assert touching - held - set(_BY_THE_VAULT) == set()


def test_holders_hold_what_exists():
    existing = {model._meta.label for model in apps.get_models()}
    held = {label for holder in holders() for label in holder.models}
    assert held <= existing
    assert set(_BY_THE_VAULT) <= existing


def test_rows_of_a_person_go_with_the_person():
    """A foreign key to a person cascades, so that even a holder with a fault leaves no row behind."""
    loose = []
    for model in apps.get_models():
        for field in model._meta.concrete_fields:
            related, remote = field.related_model, field.remote_field
            points = related is not None and related._meta.label == "people.Person"
            if points and getattr(remote, "on_delete", None) is not CASCADE:
                loose.append(f"{model._meta.label}.{field.name}")
    assert not loose
