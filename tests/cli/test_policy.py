"""`azukari policy`: check, diff, publish and show, with an instance and without."""

import json
from pathlib import Path

import pytest

from azukari.policy.parse import STARTER, parse
from tests.cli.command import azukari, one_sentence
from tests.own_policy import own_policy

TEXT = STARTER.read_text("utf-8")
UNSOUND = TEXT.replace("        - secrecy\n", "")
BROKEN = TEXT.replace("unconfirmed_days: 7", "unconfirmed_days: soon").replace("    country: JP\n", "    country: jp\n")


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An instance whose starter has been published."""
    root = tmp_path_factory.mktemp("policy") / "one"
    assert azukari("init", str(root), "--fictional").returncode == 0
    (root / "policy.yaml").write_text(TEXT, "utf-8")
    done = azukari("policy", "publish", "--dir", str(root))
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("Charter 1 is published")
    return root


@pytest.fixture
def draft(tmp_path: Path) -> Path:
    return tmp_path / "draft.yaml"


def test_check_needs_no_instance(draft: Path, tmp_path: Path) -> None:
    draft.write_text(own_policy(), "utf-8")
    done = azukari("policy", "check", str(draft), cwd=tmp_path)
    assert (done.returncode, done.stdout) == (0, f"{draft}: sound.\n")


def test_the_example_is_not_sound_for_a_real_instance_and_is_not_published_there(tmp_path: Path) -> None:
    real = tmp_path / "real"
    assert azukari("init", str(real)).returncode == 0
    for verb in ("check", "publish"):
        done = azukari("policy", verb, "--dir", str(real))
        assert done.returncode == 1, verb
        assert "organisation.name: This is still that of the example's made-up organisation." in done.stderr
        assert "requests.phone" in done.stderr
    assert azukari("policy", "show", "--dir", str(real)).returncode == 1, "Nothing rules."
    (real / "policy.yaml").write_text(own_policy(), "utf-8")
    assert azukari("policy", "publish", "--dir", str(real)).returncode == 0


def test_an_instance_that_says_it_is_made_up_may_publish_it(root: Path) -> None:
    done = azukari("policy", "check", "--dir", str(root))
    assert (done.returncode, done.stdout) == (0, f"{root / 'policy.yaml'}: sound.\n")


def test_check_names_file_line_clause_remedy_and_code(root: Path, draft: Path) -> None:
    draft.write_text(UNSOUND, "utf-8")
    done = azukari("policy", "check", str(draft), "--dir", str(root))
    line = TEXT[: TEXT.index("      clauses:\n")].count("\n") + 1
    assert done.returncode == 1
    assert done.stderr.startswith(f"{draft}:{line}: recipients.kotori-mail.contract.clauses: ")
    assert done.stderr.endswith("[recipient.clause-missing]\n")
    japanese = azukari("policy", "check", str(draft), "--dir", str(root), "--lang", "ja", PYTHONIOENCODING="utf-8")
    assert "契約に守秘の条項「secrecy」がありません。" in japanese.stderr


def test_check_names_all_faults_as_data(draft: Path) -> None:
    draft.write_text(BROKEN, "utf-8")
    done = azukari("policy", "check", str(draft), "--json")
    report = json.loads(done.stdout)
    assert done.returncode == 1
    assert report["errors"] == 2
    assert {f["clause"] for f in report["findings"]} == {"unconfirmed_days", "recipients.kotori-mail.country"}
    assert all(f["line"] and f["code"] and f["sentence"]["ja"] and f["remedy"]["en"] for f in report["findings"])


def test_diff_says_what_changes_and_whether_people_are_asked_again(root: Path, draft: Path) -> None:
    draft.write_text(TEXT.replace("period: 6 months", "period: 2 years"), "utf-8")
    done = azukari("policy", "diff", str(draft), "--dir", str(root))
    assert done.returncode == 0
    assert "widened  Data for “Reading and answering what you write”" in done.stdout
    assert "asked again" in done.stdout
    report = json.loads(azukari("policy", "diff", str(draft), "--dir", str(root), "--json").stdout)
    assert (report["charter"], report["asks_again"]) == (1, True)
    assert "Nothing changes." in azukari("policy", "diff", "--dir", str(root)).stdout


def test_publish_refuses_what_is_unsound_unchanged_or_overtaken(root: Path, draft: Path) -> None:
    draft.write_text(UNSOUND, "utf-8")
    unsound = azukari("policy", "publish", str(draft), "--dir", str(root))
    assert unsound.returncode == 1
    assert "[recipient.clause-missing]" in unsound.stderr
    same = azukari("policy", "publish", "--dir", str(root))
    assert (same.returncode, one_sentence(same.stderr)) == (1, True)
    draft.write_text(TEXT.replace("unconfirmed_days: 7", "unconfirmed_days: 5"), "utf-8")
    late = azukari("policy", "publish", str(draft), "--based-on", "0", "--dir", str(root))
    assert late.returncode == 1
    assert "Another version was published" in late.stderr


def test_what_widens_says_how_many_are_asked_and_cannot_be_approved_from_here(root: Path, draft: Path) -> None:
    draft.write_text(TEXT.replace("period: 6 months", "period: 2 years"), "utf-8")
    refused = azukari("policy", "publish", str(draft), "--ask", "--dir", str(root))
    assert refused.returncode == 1
    assert "0 people" in refused.stdout
    assert "a second member of staff has to approve it" in refused.stderr
    proposed = azukari("policy", "propose", str(draft), "--dir", str(root))
    assert (proposed.returncode, "in the console now" in proposed.stdout) == (0, True)
    still = azukari("policy", "publish", str(draft), "--ask", "--dir", str(root))
    assert (still.returncode, "second member of staff" in still.stderr) == (1, True)


def test_show_prints_what_parses_back(root: Path) -> None:
    shown = azukari("policy", "show", "--dir", str(root), PYTHONIOENCODING="utf-8").stdout
    assert parse(shown) == parse(TEXT)
    data = azukari("policy", "show", "--charter", "1", "--json", "--dir", str(root)).stdout
    assert parse(data) == parse(TEXT)
    assert json.loads(azukari("policy", "show", "--schema").stdout)["title"] == "Azukari policy"


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("policy", "frob"), 2),
        (("policy",), 2),
        (("policy", "check", "nowhere.yaml"), 1),
        (("policy", "show", "--charter", "9", "--dir", "{root}"), 1),
        (("policy", "diff", str(STARTER), "--dir", "/nowhere"), 1),
        (("policy", "publish", str(STARTER), "--dir", "/nowhere"), 1),
        (("policy", "publish", "--approved-by", "nobody@example.org", "--dir", "{root}"), 2),
        (("policy", "publish", "--at", "tomorrow", "--dir", "{root}"), 2),
        (("policy", "publish", "--call-off", "--dir", "{root}"), 1),
        (("policy", "propose", "nowhere.yaml", "--dir", "{root}"), 1),
    ],
)
def test_misuse_and_refusals_end_with_their_code_and_a_sentence(root: Path, words: tuple[str, ...], code: int) -> None:
    done = azukari(*(word.format(root=root) for word in words))
    assert done.returncode == code
    assert "Traceback" not in done.stderr
    assert done.stderr.strip()
