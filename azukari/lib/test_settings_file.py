"""A mistake in `azukari.toml` is told in a sentence: where it stands, and what to write instead."""

import pytest

from azukari.lib.instance import InstanceError, load


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('databse = "x"', "there is no setting databse. Do you mean database?"),
        ("colour = 1", "there is no setting colour. There are: base_url, language,"),
        ("root = 1", "there is no setting root."),
        ("base_url = 1", 'base_url takes text in quotation marks, such as base_url = "...".'),
        ('demo = "yes"', "demo takes true or false, without quotation marks."),
        ('language = "fr"', 'language takes "ja" or "en".'),
        ('base_url = "members.example.org"', "base_url takes an address like https://members.example.org"),
        ('base_url = "https://example.org:port"', "base_url takes an address"),
        ("limits = 5", "limits is a part of its own. Write [limits] on a line"),
        ("[limits]\nsubmissions = 5", "no setting submissions under [limits]. Do you mean submissions_per_network?"),
        ('[limits]\nsign_ins_per_network = "5"', "sign_ins_per_network under [limits] takes a whole number."),
        ("[limits]\nsign_ins_per_network = true", "takes a whole number."),
        ("[limits]\nsign_ins_per_network = -1", "takes a whole number, and none below 0."),
        ('[tls]\ncertificate = "a.pem"', "[tls] lacks the setting key."),
        ('tls = "a.pem"', "Write [tls] on a line"),
        ('[witnesses]\nkey = "k"', "Write [[witnesses]] on a line"),
        ('[[witnesses]]\nurl = "https://w.example.org"', "[[witnesses]] lacks the setting key."),
        ('[oidc]\nissuer = "https://i.example.org"\nclient_id = "a"', "[oidc] lacks the setting secret."),
        ('[oidc]\nissuer = "https://i"\nclient_id = "a"\nsecret = "s"\nacr = "gold"', "acr under [oidc] takes a list"),
        ('[oidc]\nissuer = "http://i.example.org"\nclient_id = "a"\nsecret = "s"', "must be reached by https"),
        ("base_url = 1 2", "is not valid TOML"),
    ],
)
def test_a_mistake_is_told_where_it_stands(text, says, tmp_path):
    (tmp_path / "azukari.toml").write_text(text, "utf-8")
    with pytest.raises(InstanceError) as refused:
        load(tmp_path)
    said = str(refused.value)
    assert says in said
    assert "azukari.toml" in said or "[oidc]" in said
    assert not {"__init__", "keyword", "unexpected", "NoneType"} & set(said.replace("()", " ").split())


def test_a_file_that_is_no_text(tmp_path):
    (tmp_path / "azukari.toml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(InstanceError, match="is not text in UTF-8"):
        load(tmp_path)


def test_every_part_is_read(tmp_path):
    (tmp_path / "azukari.toml").write_text(
        'base_url = "https://m.example.org"\n[tls]\ncertificate = "c.pem"\nkey = "k.pem"\n[limits]\n'
        'sign_ins_per_network = 7\n[[witnesses]]\nkey = "a"\n[[witnesses]]\nkey = "b"\nurl = "https://w.example.org"\n'
        '[oidc]\nissuer = "https://i.example.org"\nclient_id = "a"\nsecret = "s"\nacr = ["gold"]\n',
        "utf-8",
    )
    known = load(tmp_path)
    assert known.tls is not None
    assert known.tls.certificate == tmp_path / "c.pem"
    assert known.limits.sign_ins_per_network == 7
    assert [witness.key for witness in known.witnesses] == ["a", "b"]
    assert known.oidc is not None
    assert (known.oidc.secret, known.oidc.acr) == (tmp_path / "s", ("gold",))
