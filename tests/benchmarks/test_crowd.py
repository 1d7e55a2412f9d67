"""A crowd grows to the size that was asked for, also after some of it have gone, and nobody's number comes twice."""

from azukari.core.people.models import Person
from azukari.core.vault.models import SealedValue
from benchmarks import crowd, population
from tests.cast import NOW


def test_a_crowd_grows_by_copies_however_many_have_gone(charter, tmp_path, monkeypatch):
    first, later = tmp_path / "first", tmp_path / "later"
    monkeypatch.setattr(crowd, "_FIRST", str(first))
    monkeypatch.setattr(crowd, "_LATER", str(later))
    monkeypatch.setattr(population, "NUMBERED", str(tmp_path / "numbered"))
    for name, what in (("BLOCK", 10), ("REAL", 2), ("hasten", lambda: None), ("settle", lambda: None)):
        monkeypatch.setattr(crowd, name, what)
    crowd.gather(6, now=NOW)
    crowd.gather(25, now=NOW)
    Person.objects.filter(id__in=crowd.some_people(4)).delete()
    crowd.gather(40, now=NOW)
    assert Person.objects.count() == 40
    values = SealedValue.objects.filter(category="email", person_id__in=crowd.some_people(99), token__isnull=False)
    owners = {(bytes(token or b""), person) for token, person in values.values_list("token", "person_id")}
    assert len({token for token, _person in owners}) == len(owners) > 6
    assert population.numbers(1).start == len(first.read_text().split()) + len(later.read_text().split())
