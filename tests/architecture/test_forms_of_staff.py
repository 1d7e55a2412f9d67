"""Pages of staff ask by Django's forms; those that do not yet are listed here, and the list only gets shorter."""

import re
from pathlib import Path

PACKAGE = Path(__file__).resolve().parents[2] / "azukari"
BY_HAND = re.compile(r"\bProblem\(")
PAGES_ONLY = ("policy", "start", "records", "writing", "entry", "staff", "imports", "exports", "theme")
FOLDERS = ("shells/staff", "features/*/desk", *(f"features/{name}" for name in PAGES_ONLY))

STILL_BY_HAND = {
    "shells/staff/people_filter.py", "shells/staff/submission_filter.py",  # filters stand in the address
    "shells/staff/reauthentication.py",  # the form is allauth's; what was sent to another page travels along with it
    "features/exports/begin.py",  # what is wrong with the list, not with what was typed
    "features/policy/page.py",  # the rows follow from the shape of the document
    "features/policy/views.py",  # findings in a pasted document, each with its line
    "features/records/correcting.py", "features/records/mentions.py", "features/records/people.py",
    "features/records/submission.py", "features/records/submission_spam.py",
}  # fmt: skip


def test_no_page_more_judges_by_hand():
    files = {file for folder in FOLDERS for top in PACKAGE.glob(folder) for file in top.rglob("*.py")}
    found = {str(file.relative_to(PACKAGE)) for file in files if BY_HAND.search(file.read_text("utf-8"))}
    found.discard("shells/staff/answer.py")  # where it is declared
    assert found <= STILL_BY_HAND, "Ask by a form of Django's (desk/fields.py)."
    assert found == STILL_BY_HAND, "A line that is of no use any more."
