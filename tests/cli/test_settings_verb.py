"""`azukari settings`: a reference made from the code, a check in words, secrets kept elsewhere."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from azukari.cli.settings_faults import faults
from azukari.core.mail.transport import mailers
from azukari.lib.instance import PARTS, Instance, InstanceError, load
from azukari.lib.settings_reference import markdown, settings_of
from tests.live import Program

_PAGE = Path(__file__).resolve().parents[2] / "docs" / "settings.md"


def test_the_page_is_what_the_command_prints(own_program: Program):
    assert _PAGE.read_text("utf-8") == markdown(Instance, PARTS)
    assert own_program.azukari("settings", "reference").stdout == markdown(Instance, PARTS)


@pytest.mark.parametrize("each", [*settings_of(Instance, PARTS)], ids=lambda each: each.name)
def test_each_example_may_stand_in_the_file(each, tmp_path):
    table, _, name = each.name.rpartition(".")
    needed = {other.name for other in settings_of(Instance, PARTS) if other.default is None}
    lines = [
        other.example
        for other in settings_of(Instance, PARTS)
        if other.name == each.name or (table and other.name in needed and other.name.startswith(f"{table}."))
    ]
    head = f"[[{table}]]\n" if table == "witnesses" else f"[{table}]\n" if table else ""
    (tmp_path / "azukari.toml").write_text(head + "\n".join(dict.fromkeys(lines)), "utf-8")
    assert load(tmp_path).root == tmp_path
    assert name in each.example
    assert each.meaning.endswith(".")


def test_secrets_lie_elsewhere(tmp_path, monkeypatch):
    (tmp_path / "azukari.toml").write_text('smtp = "file:smtp-url"\ndatabase = "env:AZ_TEST_DATABASE"\n', "utf-8")
    with pytest.raises(InstanceError, match="variable AZ_TEST_DATABASE, which is not set"):
        load(tmp_path)
    monkeypatch.setenv("AZ_TEST_DATABASE", "postgresql://a@b/c")
    with pytest.raises(InstanceError, match="smtp names a file that cannot be read"):
        load(tmp_path)
    kept = tmp_path / "smtp-url"
    kept.write_text("smtps://user:s3cret@mail.example.org:465\n", "utf-8")
    kept.chmod(0o644)
    with pytest.raises(InstanceError, match="chmod 600") as refused:
        load(tmp_path)
    assert "s3cret" not in str(refused.value)
    kept.chmod(0o600)
    read = load(tmp_path)
    assert (read.smtp, read.database) == ("smtps://user:s3cret@mail.example.org:465", "postgresql://a@b/c")


def test_check_and_show(own_program: Program):
    assert "is sound" in own_program.azukari("settings", "check").stdout
    shown = json.loads(own_program.azukari("settings", "show", "--json").stdout)
    assert shown["base_url"] == f'"{own_program.url}"'
    settings = own_program.root / "azukari.toml"
    text = settings.read_text("utf-8").replace(f'"{own_program.url}"', '"https://members.example.org"')
    settings.write_text('smtp = "smtps://user:s3cret@127.0.0.1:9"\n' + text, "utf-8")
    done = own_program.azukari("settings", "check", check=False)
    assert done.returncode == 1
    assert "neither [tls] nor trusted_proxy" in done.stdout
    assert "The mail server 127.0.0.1:9 does not answer" in done.stdout
    assert "s3cret" not in done.stdout + own_program.azukari("settings", "show").stdout


def test_the_mail_server_is_asked_where_mail_goes(db, settings, monkeypatch):
    """A port that the settings leave out is that of the scheme, as when mail leaves."""
    asked = []

    def connect(host, port, _deadline):
        asked.append((host, port))
        raise TimeoutError

    monkeypatch.setattr("azukari.core.mail.smtp.connect", connect)
    instance = replace(settings.AZUKARI, smtp="smtp+starttls://mail.example.org", mail_operator="own")
    settings.MAILERS = mailers(instance)
    said = "The mail server mail.example.org:587 does not answer (TimeoutError). Check smtp."
    assert said in [*faults(instance, network=True)]
    assert asked == [("mail.example.org", 587)]
