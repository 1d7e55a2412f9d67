"""A list is brought in by a browser without JavaScript, from a served instance that is killed on the way."""

import json
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser import OpenPage, fits
from tests.importing.lists import written
from tests.journeys import staff
from tests.live import Program

pytestmark = pytest.mark.browser

ROWS = 900
DESK = "desk@staff.example.org"
_COUNT = """
import json
from azukari.core.forms.models import ImportedSubmission, Submission
from azukari.core.vault.models import SealedFile
print(json.dumps({
    "rows": sorted(ImportedSubmission.objects.values_list("row", flat=True)),
    "submissions": Submission.objects.count(),
    "files": SealedFile.objects.count(),
}))
"""


def _list(path: Path) -> Path:
    head = ("区分", "氏名", "メールアドレス", "郵便番号", "住所", "入会日")
    rows = (
        ("regular", f"会員 {n}", f"m{n}@example.org" if n % 100 else "nobody", "100-0001", "千代田1-1", "2024-05-01")
        for n in range(1, ROWS + 1)
    )
    return written(path, [head, *rows])


def _uploaded(page: Page, program: Program, folder: Path) -> None:
    page.goto(f"{program.url}/console/import/")
    fits(page)
    page.locator("#f-list").set_input_files(_list(folder / "members.csv"))
    page.get_by_role("button", name="Upload it").click()
    expect(page.locator("#f-column-2")).to_have_value("email")
    page.locator("#f-column-0").select_option("member_class")
    page.locator("#f-told_by").select_option("paper")
    page.locator("#f-told").select_option("5")
    page.locator("#f-told_reference").fill("form-2023-04")
    page.locator("#f-evidence_sha256").set_input_files(
        written(folder / "notice.txt", [("the notice on the paper form",)])
    )
    page.locator("#f-way").check()
    fits(page)
    page.get_by_role("button", name="Check each row first").click()


def test_a_list_comes_in_complete_though_everything_is_killed_on_the_way(
    own_program: Program, tmp_path: Path, open_page: OpenPage
):
    program = own_program
    staff.enrol(program, DESK)
    program.start()
    page = open_page(lang="en", javascript=False, width=320)
    page.set_default_timeout(40_000)
    staff.sign_in(page, program, DESK)
    _uploaded(page, program, tmp_path)
    take = page.get_by_role("button", name="Import")
    expect(take).to_be_visible(timeout=40_000)
    fits(page)
    assert json.loads(program.python(_COUNT))["submissions"] == 0
    take.click()
    expect(page.locator("progress")).to_be_visible()
    at = page.url
    page.goto("about:blank")  # else the page's own refresh breaks off the way back
    program.kill()
    program.start()
    page.goto(at)
    expect(page.locator(".badge")).to_have_text("imported", timeout=60_000)
    fits(page)
    found = json.loads(program.python(_COUNT))
    assert found["rows"] == [n + 1 for n in range(1, ROWS + 1) if n % 100]
    assert (found["submissions"], found["files"]) == (len(found["rows"]), 0)
    on_disk = b"".join(path.read_bytes() for path in (program.root / "data").rglob("*") if path.is_file())
    assert b"m1@example.org" not in on_disk
