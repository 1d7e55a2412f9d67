"""What is to be put right in a document: as plain values, as a line for a terminal, and at its line in the file."""

from azukari.policy.finding import Finding, PolicyError, Severity, both, describe, locate

ONE = Finding(
    "field.without-reason", "forms.membership.fields.email.reason", both("理由", "No reason."), both("書く", "Say it.")
)


def test_as_plain_values():
    assert ONE.as_json() == {
        "code": "field.without-reason",
        "severity": "error",
        "clause": "forms.membership.fields.email.reason",
        "line": None,
        "sentence": {"ja": "理由", "en": "No reason."},
        "remedy": {"ja": "書く", "en": "Say it."},
    }


def test_the_line_of_the_nearest_clause_that_has_one():
    lines = {"forms": 3, "forms.membership": 7, "forms.membership.fields.email": 9, "purposes": 20}
    [found] = locate([ONE], lines)
    assert (found.line, found.code) == (9, ONE.code)
    del lines["forms.membership.fields.email"]
    assert locate([ONE], lines)[0].line == 7
    assert locate([ONE], {"purposes": 20})[0].line is None
    assert locate(locate([ONE], {"forms": 3}), lines)[0].line == 3, "A line that is known stays."


def test_as_a_line_for_a_terminal():
    assert describe(ONE, file="policy.yaml") == (
        "policy.yaml: forms.membership.fields.email.reason: No reason. Say it. [field.without-reason]"
    )
    [found] = locate([ONE], {"forms": 3})
    assert (
        describe(found, file="p", lang="ja")
        == "p:3: forms.membership.fields.email.reason: 理由 書く [field.without-reason]"
    )
    whole = Finding("document.empty", "", both("空", "Empty."), both("書く", "Write it."), Severity.WARNING)
    assert describe(whole, file="p") == "p: Empty. Write it. [document.empty]"


def test_an_error_names_all_of_them():
    error = PolicyError([ONE, ONE], file="p")
    assert str(error).count("[field.without-reason]") == 2
    assert (len(error.findings), error.file) == (2, "p")
