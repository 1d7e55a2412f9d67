"""A bank file that the demonstration's clerk reads: some lines that fit, some to check, and a stranger's."""

from django.utils import timezone
from playwright.sync_api import Page

from azukari.features.members.models import Invoice, InvoiceState
from tests.gallery.stops import Act

_NAMES = ("ﾔﾏﾓﾄ ﾁﾋﾛ", "ｶ)ﾐﾎﾝｼｮｳｼﾞ", "ﾊｾｶﾞﾜ ｹﾝｲﾁﾛｳ 2026ﾈﾝﾄﾞｶｲﾋ", "ﾐﾎﾝ ﾖｳｺ")


def read_bank_file() -> Act:
    """Give the page a file with the numbers of open invoices, and read it."""
    today = f"{timezone.localdate():%Y/%m/%d}"
    owing = Invoice.objects.filter(form="membership", state=InvoiceState.OPEN).order_by("id")[:4]
    lines = [f"{today},{each.code} {name},{each.owed}" for each, name in zip(owing, _NAMES, strict=False)]
    lines += [f"{today},{each.code} {_NAMES[0]},{each.owed + 2000}" for each in owing[:2]]
    lines += [f"{today},ｼﾗﾅｲ ﾋﾄ,777", f"{today},ﾌﾘｺﾐ ﾔﾏﾓﾄ ﾁﾋﾛ,50000"]
    content = "\n".join(["日付,摘要,入金", *lines]).encode("cp932")

    def act(page: Page) -> None:
        page.locator("input[type=file]").set_input_files(
            {"name": "bank.csv", "mimeType": "text/csv", "buffer": content}
        )
        page.locator("main form button").last.click()
        page.wait_for_load_state()

    return act
