"""Reading a document: every fault is named at once, with line, clause and remedy."""

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from azukari.policy.finding import PolicyError
from azukari.policy.parse import STARTER, canonical, document, load, parse, parse_with_lines, schema, to_yaml
from azukari.policy.period import duration
from azukari.policy.reading import join_lines
from azukari.policy.terms import FormKind, Period, Questionnaires, Supervision
from azukari.policy.word import read_period

TEXT = STARTER.read_text("utf-8")


def faults(text: str) -> dict[str, int | None]:
    with pytest.raises(PolicyError) as caught:
        parse(text, file="draft.yaml")
    return {f"{f.code} {f.clause}".strip(): f.line for f in caught.value.findings}


def edited(old: str, new: str) -> str:
    assert TEXT.count(old) >= 1, old
    return TEXT.replace(old, new, 1)


def line_of(text: str, part: str) -> int:
    return text[: text.index(part)].count("\n") + 1


def test_what_a_policy_does_not_say_is_what_the_program_comes_with() -> None:
    said = document(parse(TEXT))
    for section in ("supervision", "questionnaires", "draft_days"):
        del said[section]
    said["training"] = {key: said["training"][key] for key in ("valid", "course")}
    del said["requests"]["cases_kept"]
    del said["statistics"]["fold_below"]
    policy = parse(json.dumps(said))
    days = (30, 7)
    assert policy.supervision == Supervision(records_kept=Period(years=3), remind_days=days)
    taught = replace(policy.training, pass_percent=80, attempts=5, grace_days=14, remind_days=days)
    assert policy.training == taught
    assert policy.questionnaires == Questionnaires(least=5, batch=10, crossings=2)
    assert (policy.draft_days, policy.statistics.fold_below) == (0, 5), "Forms cannot be saved."
    assert policy.requests.cases_kept == Period(years=3)


@pytest.mark.parametrize("written", ["2026.3", "1e3", "0020", "2026-03-20"])
def test_a_reference_without_quotation_marks_is_taken_as_it_is_written(written: str) -> None:
    """YAML would read a number or a day, and leave a nought out."""
    contract = parse(edited("reference: SN-2026-03", f"reference: {written}")).recipients["kotori-mail"].contract
    assert contract is not None
    assert contract.reference == written


def test_the_starter_has_all_six_kinds_of_form_in_both_languages() -> None:
    policy = load(STARTER)
    assert {form.kind for form in policy.forms.values()} == set(FormKind)
    assert policy.languages == ("ja", "en")
    assert policy.purposes["dues-record"].retention.period == Period(years=7)


def test_a_policy_survives_the_way_through_json_and_yaml() -> None:
    policy = load(STARTER)
    assert parse(canonical(policy)) == policy
    assert canonical(parse(to_yaml(policy))) == canonical(policy)
    assert list(parse(to_yaml(policy)).forms) == list(policy.forms)


def test_the_canonical_form_writes_defaults_out() -> None:
    field = document(load(STARTER))["forms"]["magazine"]["fields"][1]
    assert field["required"] is False
    assert field["max_length"] == 200


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("unconfirmed_days: 7", "unconfirmed_days: soon", "shape.value unconfirmed_days"),
        ("unconfirmed_days: 7", "unconfirmed_day: 7", "shape.unknown-key unconfirmed_day"),
        ("    kind: magazine\n", "    kind: raffle\n", "form.kind-outside-six forms.magazine.kind"),
        ("    country: JP\n", "    country: Japan\n", "shape.value recipients.kotori-mail.country"),
        ("  timezone: Asia/Tokyo", "  timezone: Asia/Edo", "shape.value organisation.timezone"),
        ("  email: office@seoto.example.org", "  email: office", "shape.value organisation.email"),
        ("      ends: 2031-03-31", "      ends: 2031-02-30", "shape.value recipients.kotori-mail.contract.ends"),
        ("period: 6 months", "period: half a year", "shape.value purposes.feedback.retention.period"),
        ("period: 6 months", "period: 0 days", "shape.value purposes.feedback.retention.period"),
        ("weekdays: [mon, tue,", "weekdays: [mon, moon,", "shape.value requests.hours.weekdays.2"),
        ("weekdays: [mon, tue,", "weekdays: [mon, mon,", "shape.twice requests.hours.weekdays.2"),
        ('year_end: ["12-29", "01-03"]', 'year_end: ["12-29"]', "shape.kind requests.hours.year_end"),
        (
            "    needs: [name]\n",
            "    needs: [name, birthdate]\n",
            "category.outside-scope purposes.dues-record.needs.2",
        ),
        ("    ground: contract\n", "", "purpose.without-ground purposes.membership.ground"),
        (
            "    retention: {start: ended, period: 6 months}\n",
            "",
            "purpose.without-retention purposes.feedback.retention",
        ),
        ("languages: [ja, en]", "languages: [ja, en, fr]", "shape.value languages.3"),
        ("lead:\n  ja: |", "lead:\n  fr: |", "shape.language lead.fr"),
    ],
)
def test_each_fault_is_named_with_its_clause(old: str, new: str, fault: str) -> None:
    assert fault in faults(edited(old, new))


def test_a_fault_names_the_line_on_which_it_stands() -> None:
    text = edited("        max_length: 254\n", "        max_length: long\n")
    found = faults(text)
    assert found == {"shape.value forms.membership.fields.email.max_length": line_of(text, "max_length: long")}


def test_all_faults_are_named_at_once() -> None:
    text = edited("unconfirmed_days: 7", "unconfirmed_days: x").replace("country: JP", "country: jp")
    assert len(faults(text)) == 2


def test_a_missing_reason_or_purpose_or_service_has_a_code_of_its_own() -> None:
    reason = "        reason:\n          ja: メールマガジンをお届けするため\n          en: The magazine goes there\n"
    assert "field.without-reason forms.magazine.fields.email.reason" in faults(edited(reason, ""))
    service = "    service:\n      ja: メールマガジン「瀬音だより」\n      en: The email magazine “Seoto Letter”\n"
    assert "form.without-service forms.magazine.service" in faults(edited(service, ""))


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "source.empty"),
        ("a: [b", "source.yaml"),
        ('{"a": ', "source.json"),
        ("a: &x {b: 1}\nc: *x", "source.alias"),
        ("a: &x [*x]", "source.alias"),
        ("a: !!python/object:os.system ls", "source.tag"),
        ("x" * 1_000_001, "source.too-long"),
        ("- just\n- a list", "shape.kind"),
        ("{" * 100_000, "source.json"),
    ],
    ids=lambda value: value[:20],
)
def test_what_is_no_document_is_refused_kindly(text: str, code: str) -> None:
    assert code in next(iter(faults(text)))


def test_a_key_may_stand_only_once() -> None:
    assert "shape.twice unconfirmed_days" in faults(TEXT + "\nunconfirmed_days: 8\n")
    twice = json.dumps(document(load(STARTER)))[:-1] + ', "unconfirmed_days": 8}'
    assert "shape.twice unconfirmed_days" in faults(twice)


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    with pytest.raises(PolicyError, match=r"nowhere\.yaml"):
        load(tmp_path / "nowhere.yaml")
    (tmp_path / "latin.yaml").write_bytes("café".encode("latin-1"))
    with pytest.raises(PolicyError, match="UTF-8"):
        load(tmp_path / "latin.yaml")


def test_lines_of_a_paragraph_are_joined_as_each_language_does() -> None:
    assert join_lines("川を\n見守る\n\n次の段落", lang="ja") == "川を見守る\n\n次の段落"
    assert join_lines("SSL\nTLS", lang="ja") == "SSL TLS"
    assert join_lines("watch\nover\n\nnext", lang="en") == "watch over\n\nnext"


def test_every_clause_knows_its_line() -> None:
    lines = parse_with_lines(TEXT).lines
    assert lines["forms.magazine"] == line_of(TEXT, "\n  magazine:\n    kind:") + 1
    assert lines["unconfirmed_days"] == line_of(TEXT, "unconfirmed_days: 7")


def test_the_schema_knows_the_same_keys_as_the_parser() -> None:
    definitions = schema()["$defs"]
    assert set(definitions["Policy"]["required"]) <= document(load(STARTER)).keys()
    assert definitions["Field"]["properties"]["category"]["enum"][0] == "name"
    assert "slug" not in definitions["Purpose"]["properties"]
    assert definitions["Field"]["additionalProperties"] is False


@pytest.mark.parametrize(
    ("said", "text"),
    [
        ("1年6か月", "P1Y6M"),
        ("１４日", "P14D"),
        ("6ヶ月", "P6M"),
        ("1 year", "P1Y"),
        ("1 year and 6 months", "P1Y6M"),
        ("1 year, 6 months and 3 days", "P1Y6M3D"),
    ],
)
def test_a_period_is_read_in_words_as_well(said, text):
    assert duration(read_period(said)) == text


@pytest.mark.parametrize("said", ["year", "0 days", "1 year 1 year", "a month", "月", "1.5 years"])
def test_what_is_no_period_in_words_is_refused(said):
    with pytest.raises(ValueError, match=re.escape(said)):
        read_period(said)


def test_the_yaml_has_periods_in_words() -> None:
    assert "period: 7 years" in to_yaml(load(STARTER))
    assert not re.search(r"\bP\d+[YMD]\b", to_yaml(load(STARTER)))


@pytest.mark.parametrize("text", ["P1Y6M", "P13M", "P30D", "P10Y", "P1Y6M3D"])
def test_a_period_is_written_as_people_wrote_it(text: str) -> None:
    assert duration(read_period(text)) == text


def test_a_program_that_checks_by_the_schema_takes_no_number_for_words() -> None:
    def nodes(value: object) -> Iterator[dict[str, object]]:
        if isinstance(value, dict):
            yield value
        for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
            yield from nodes(inner)

    patterned = [node for node in nodes(schema()) if "pattern" in node or "minLength" in node]
    assert len(patterned) > 5
    assert {node.get("type") for node in patterned} == {"string"}


def test_what_is_wrong_is_told_with_its_line() -> None:
    for text, line in (("a: 1\nb: *nowhere\n", 2), ("a:\n  - [b\n", 3)):
        with pytest.raises(PolicyError) as caught:
            parse(text)
        [finding] = caught.value.findings
        assert (finding.code, finding.line) == ("source.yaml", line)
        assert "?" not in finding.sentence["en"]


def test_a_document_that_names_no_languages_is_not_told_of_each_of_its_texts() -> None:
    assert len(faults(edited("languages: [ja, en]\n", ""))) == 1
