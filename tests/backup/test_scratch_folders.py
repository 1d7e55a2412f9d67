"""The scratch folder of a restore: private and empty while it is used, gone afterwards; what was left in one is swept
and named, and what a living process works with, or somebody else owns, is not touched."""

import fcntl
import os
import time
from datetime import timedelta
from pathlib import Path

import pytest

from azukari.core.backup import workplace
from azukari.core.backup.bundle import BundleError
from azukari.core.backup.keep import _alone
from azukari.lib.instance import create
from azukari.lib.job import clock

HOUR = 3600


def left(place: Path) -> Path:
    """A key, as a restore leaves it that was killed; and a folder of them."""
    (place / "keys").mkdir(parents=True)
    (place / "keys" / "master-1").write_text("x")
    (place / "database").write_text("x")
    return place


def handles() -> int:
    return sum(1 for _handle in Path("/proc/self/fd").iterdir())


def test_nobody_waits_for_a_lock_that_somebody_else_holds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []
    monkeypatch.setattr(fcntl, "flock", lambda _handle, how: asked.append(how))
    with workplace.taken(tmp_path / "restore"), _alone(tmp_path / "backups"):
        pass
    assert asked == [fcntl.LOCK_EX | fcntl.LOCK_NB] * 2


def test_it_is_private_and_empty_while_it_is_used_and_gone_afterwards(tmp_path: Path) -> None:
    place = left(tmp_path / "of" / "restores" / "drill")
    place.chmod(0o755)
    before = handles()
    with workplace.taken(place) as taken:
        assert taken == place
        assert list(place.iterdir()) == []
        assert place.stat().st_mode & 0o777 == 0o700
        (place / "master-1").write_text("x")
        with pytest.raises(BundleError, match="Another restore is under way"), workplace.taken(place):
            pass
        assert (place / "master-1").exists()
    assert not place.exists()
    with workplace.taken(tmp_path / "new" / "drill") as made:
        assert made.stat().st_mode & 0o777 == 0o700
    assert handles() == before


@pytest.mark.parametrize("another", [False, True])
def test_what_was_moved_to_where_it_serves_stays(tmp_path: Path, *, another: bool) -> None:
    with workplace.taken(tmp_path / "a.restoring") as place:
        (place / "master-1").write_text("x")
        place.rename(tmp_path / "a")
        if another:  # a restore which came after
            left(tmp_path / "a.restoring")
    assert (tmp_path / "a" / "master-1").exists()
    assert (tmp_path / "a.restoring" / "database").exists() is another


def test_a_folder_that_another_process_clears_away_at_this_moment_is_not_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place, before = left(tmp_path / "drill"), handles()
    monkeypatch.setattr(fcntl, "flock", lambda *_: place.rename(tmp_path / "elsewhere"))
    with pytest.raises(BundleError, match="it was removed this moment"), workplace.taken(place):
        pass
    assert handles() == before


def test_it_stands_in_an_instance_and_beside_what_is_none_yet(tmp_path: Path) -> None:
    assert workplace.within(tmp_path / "new") == tmp_path / "new.drill"
    (tmp_path / "here").mkdir()
    assert workplace.within(tmp_path / "here") == tmp_path / "here.drill"
    create(tmp_path / "here")
    assert workplace.within(tmp_path / "here") == tmp_path / "here" / "drill"


def test_sweeping_tells_where_something_lay_and_nothing_else(tmp_path: Path) -> None:
    target = tmp_path / "instance"
    before = handles()
    assert workplace.sweep(target, now=clock()) == []
    full = [left(place) for place in workplace.places(target)]
    assert workplace.sweep(target, now=clock()) == full
    assert list(tmp_path.rglob("*")) in ([], [target])
    workplace.beside(target).mkdir()
    assert workplace.sweep(target, now=clock()) == []  # nothing lay there
    assert not workplace.beside(target).exists()
    assert handles() == before


def test_what_a_living_process_works_with_is_neither_swept_nor_named_for_a_day(tmp_path: Path) -> None:
    before = handles()
    with workplace.taken(workplace.beside(tmp_path / "a")) as place:
        (place / "master-1").write_text("x")
        assert workplace.sweep(tmp_path / "a", now=clock()) == []
        assert (place / "master-1").exists()
        begun = clock().replace(microsecond=0)
        os.utime(place, (begun.timestamp(), begun.timestamp()))
        assert not [*workplace.findings(tmp_path / "a", begun + timedelta(hours=24))]
        assert [*workplace.findings(tmp_path / "a", begun + timedelta(hours=24, seconds=1))]
        assert [*workplace.findings(tmp_path / "a", begun + timedelta(hours=47, minutes=59))] == [
            f"A restore has been at work in {place} for 47 hours, with keys and data. End it if it hangs."
        ]
    assert handles() == before


def test_a_link_to_elsewhere_is_named_and_not_followed(tmp_path: Path) -> None:
    elsewhere = left(tmp_path / "elsewhere")
    (tmp_path / "drill").symlink_to(elsewhere)
    assert workplace.sweep(tmp_path, now=clock()) == []
    with pytest.raises(BundleError, match="cannot be used: Not a directory"), workplace.taken(tmp_path / "drill"):
        pass
    place = tmp_path / "upgrade"
    place.mkdir()
    (place / "link").symlink_to(elsewhere)
    assert workplace.sweep(tmp_path, now=clock()) == [place]
    assert not place.exists()
    assert (elsewhere / "keys" / "master-1").exists()


def test_a_folder_of_another_user_is_named_and_not_touched(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    place, before, me = left(tmp_path / "drill"), handles(), os.geteuid()
    monkeypatch.setattr(os, "geteuid", lambda: me + 1)
    assert workplace.sweep(tmp_path, now=clock()) == []
    with pytest.raises(BundleError, match="it belongs to another user"), workplace.taken(place):
        pass
    assert [*workplace.findings(tmp_path, clock())] == [
        f"{place} may hold keys of a restore that was broken off, and cannot be looked into. Remove it."
    ]
    assert (place / "keys" / "master-1").exists()
    assert handles() == before


def test_what_cannot_be_removed_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    place = left(tmp_path / "drill")

    def refuses(*_args: object, **_named: object) -> None:
        raise PermissionError(1, "not permitted")

    with monkeypatch.context() as fixed:
        fixed.setattr(os, "unlink", refuses)
        workplace.sweep(tmp_path, now=clock())
    assert [*workplace.findings(tmp_path, clock())] == [
        f"A restore that was broken off left keys and data at {place}. Remove that folder."
    ]


def test_a_file_in_its_place_is_no_folder_with_keys(tmp_path: Path) -> None:
    (tmp_path / "drill").write_text("x")
    left(tmp_path / "upgrade")
    (told,) = workplace.findings(tmp_path, clock())
    assert str(tmp_path / "upgrade") in told
    assert workplace.sweep(tmp_path, now=clock()) == [tmp_path / "upgrade"]


@pytest.mark.parametrize("name", [".key-master-2", "keys/.key-master-2", "outbox/.7.eml.part"])
def test_what_was_being_written_goes_after_an_hour(tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    now = int(clock().timestamp())
    monkeypatch.setattr(time, "time", lambda: now)
    for folder in ("keys", "outbox"):
        (tmp_path / folder).mkdir()
    file = tmp_path / name
    for age, there in ((HOUR, True), (HOUR + 0.5, False)):
        file.write_text("x")
        os.utime(file, (now - age, now - age))
        workplace.sweep(tmp_path, now=clock())
        assert file.exists() == there
