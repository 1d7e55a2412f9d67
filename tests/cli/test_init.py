"""`azukari init`: a folder with settings, keys and a database, and a draft that nobody has published."""

import shutil
import sqlite3
import tomllib

import pytest

from azukari.cli.parts import UNFINISHED
from azukari.lib.instance import KEY_NAMES, load
from tests.cli.command import azukari, one_sentence


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    root = tmp_path_factory.mktemp("init") / "deep" / "one"
    done = azukari("init", str(root), "--base-url", "https://members.example.org/", "--lang", "en")
    assert done.returncode == 0, done.stderr
    return root, done.stdout


def test_settings_are_commented_and_say_what_was_asked(made):
    root, _ = made
    instance = load(root)
    assert (instance.base_url, instance.language, instance.demo) == ("https://members.example.org", "en", False)
    text = (root / "azukari.toml").read_text("utf-8")
    assert text.count("#") > 15


def test_every_setting_in_the_comments_is_one_that_the_program_knows(made, tmp_path):
    root, _ = made
    lines = (root / "azukari.toml").read_text("utf-8").splitlines()
    live = [
        line.removeprefix("# ") if line.startswith(("# [", "# ")) and ("=" in line or line.startswith("# [")) else "#"
        for line in lines
    ]
    for name in ("azukari.toml",):
        (tmp_path / name).write_text("\n".join(live), "utf-8")
    load(tmp_path)
    assert {"tls", "limits", "smtp", "database", "trusted_proxy"} <= set(tomllib.loads("\n".join(live)))


def test_keys_are_for_this_user_alone(made):
    root, _ = made
    assert {path.name for path in (root / "keys").iterdir()} == {*KEY_NAMES, "epoch-1", "suppression-1"}
    assert {path.stat().st_mode & 0o777 for path in (root / "keys").iterdir()} == {0o600}
    assert {(root / name).stat().st_mode & 0o777 for name in ("", "keys", "data", "outbox")} == {0o700}
    assert (root / "azukari.toml").stat().st_mode & 0o077 == 0


def test_the_draft_is_there_and_nothing_is_published(made):
    root, _ = made
    assert (root / "policy.yaml").exists()
    with sqlite3.connect(root / "data" / "azukari.sqlite3") as database:
        assert database.execute("SELECT count(*) FROM charter_charter").fetchone() == (0,)
        assert database.execute("PRAGMA journal_mode").fetchone() == ("wal",)


def test_it_says_what_to_do_next(made):
    root, said = made
    assert f"azukari policy publish --dir {root}" in said
    assert f"azukari serve --dir {root}" in said


def test_again_changes_nothing(made):
    root, _ = made
    before = {path: path.read_bytes() for path in root.rglob("*") if path.is_file() and "sqlite3" not in path.name}
    done = azukari("init", str(root))
    assert done.returncode == 0, done.stderr
    assert done.stdout == f"There is an instance at {root} already; nothing was changed.\n"
    assert {path: path.read_bytes() for path in before} == before


@pytest.mark.parametrize("wish", [("--base-url", "https://other.example.org"), ("--lang", "ja")])
def test_again_with_other_wishes_is_refused_and_changes_nothing(made, wish):
    root, _ = made
    before = (root / "azukari.toml").read_bytes()
    done = azukari("init", str(root), *wish)
    assert done.returncode == 1
    assert one_sentence(done.stderr)
    assert "left as it is" in done.stderr
    assert (root / "azukari.toml").read_bytes() == before


def test_one_for_real_people_does_not_become_fictional_by_a_wish(made):
    root, _ = made
    before = (root / "azukari.toml").read_bytes()
    done = azukari("init", str(root), "--fictional")
    assert done.returncode == 2
    assert one_sentence(done.stderr)
    assert "not a fictional one" in done.stderr
    assert (root / "azukari.toml").read_bytes() == before


def test_half_of_one_for_real_people_stays_half_and_a_fictional_one_stays_fictional(tmp_path):
    real, tried = tmp_path / "real", tmp_path / "tried"
    assert azukari("init", str(real)).returncode == 0
    (real / "keys" / "receipts-1").unlink()
    assert azukari("init", str(real), "--fictional").returncode == 2
    assert not (real / "keys" / "receipts-1").exists(), "nothing was begun"
    for _ in range(2):
        assert azukari("init", str(tried), "--fictional").returncode == 0
    assert load(tried).fictional


def test_one_that_was_begun_and_not_finished_is_completed(tmp_path):
    root = tmp_path / "half"
    assert azukari("init", str(root)).returncode == 0
    (root / "data" / "azukari.sqlite3").unlink()
    (root / "keys" / "receipts-1").unlink()
    (root / UNFINISHED).touch()  # as when the power went
    assert azukari("init", str(root)).returncode == 0
    assert (root / "keys" / "receipts-1").exists()
    assert (root / "data" / "azukari.sqlite3").exists()
    assert not (root / UNFINISHED).exists()


@pytest.mark.parametrize("part", ["keys", "keys/master-1", "keys/secret", "azukari.toml"])
def test_what_an_instance_has_lost_is_never_made_anew(tmp_path, part):
    root = tmp_path / "lost"
    assert azukari("init", str(root)).returncode == 0
    lost = root / part
    shutil.rmtree(lost) if lost.is_dir() else lost.unlink()
    before = sorted(root.rglob("*"))
    done = azukari("init", str(root))
    assert done.returncode == 1
    assert one_sentence(done.stderr)
    assert f"azukari restore --keys-only --keys keys-....age --identity FILE --dir {root}" in done.stderr
    assert sorted(root.rglob("*")) == before


def test_a_folder_with_something_else_in_it_is_left_alone(tmp_path):
    (tmp_path / "letters.txt").write_text("dear all", "utf-8")
    done = azukari("init", str(tmp_path))
    assert done.returncode == 1
    assert one_sentence(done.stderr)
    assert [path.name for path in tmp_path.iterdir()] == ["letters.txt"]


@pytest.mark.parametrize("url", ["members.example.org", "ftp://members.example.org", "https://example.org/members"])
def test_an_address_that_links_cannot_begin_with_is_refused(url, tmp_path):
    done = azukari("init", str(tmp_path / "one"), "--base-url", url)
    assert done.returncode == 2
    assert one_sentence(done.stderr)
    assert not (tmp_path / "one").exists()
