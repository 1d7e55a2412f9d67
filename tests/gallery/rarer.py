"""What happens seldom: results that are published, a list brought in or exported, somebody without a second factor."""

from collections.abc import Mapping
from datetime import datetime

from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from azukari.core.accounts.models import User
from azukari.features.exports.work import work
from azukari.features.questionnaires.results.tests.answered import details
from tests.charter.widened import Draft
from tests.console import desks

NEWCOMER = "newcomer@seoto.example.org"
_LISTED = (
    "氏名,メールアドレス,会員番号,会員種別,入会日,2025年度会費\n見本 花子,hanako@example.org,12,正会員,2023/6/10,済\n"
)


def happen(office: User, helpers: User, systems: User, *, now: datetime) -> None:
    """All of it, once."""
    clerk = desks.fresh(office)
    _done(clerk, "console-members-history", {"list": _file("register.csv", _LISTED)}, slug="membership")
    asked = {"fields": ["name", "email"], "reason": "service", "format": "csv", "make": "1"}
    assert clerk.post("/console/export/people/?purpose=membership", asked).status_code == 302
    while work(now):
        pass
    words = {"purpose": "membership", "subject_ja": "総会のご案内", "text_ja": "{{name}} 様\n\n総会を開きます。"}
    said = {**words, "subject_en": "The general meeting", "text_en": "Dear {{name}},\n\nWe meet.", "send": "1"}
    _done(clerk, "console-list-write", said)
    helper = desks.fresh(helpers)
    hours = {"title": "受付時間", "text_ja": "受付は9時から17時までです。", "text_en": "We are open from 9 to 5."}
    _done(helper, "console-reply-template-new", hours, slug="feedback")
    for step in ("save", "publish"):
        told = {"sampling": "self_selected", "step": step, **details()}
        helper.post(reverse("console-results-publication", kwargs={"slug": "riverside-poll"}), told)
    newcomer = desks.staff("membership", email=NEWCOMER, second_factor=False)
    User.objects.filter(pk=newcomer.pk).update(name="新見 学 (Manabu Niimi)")
    RecoveryCodes.activate(systems)


def tells_its_totals(draft: Draft) -> None:
    """Everybody may read how often the pages were read."""
    draft["statistics"]["public"] = True


def _file(name: str, text: str) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, text.encode(), "text/csv")


def _done(client: Client, page: str, said: Mapping[str, object], **arguments: str) -> None:
    answer = client.post(reverse(page, kwargs=arguments), said)
    assert answer.status_code == 302, answer.content.decode()
