"""Delivery of signatures: what an addressee gets of those who let themselves be handed over, as a sheet and on paper.

A ZIP archive, sealed to the recipient like every transfer: the signatures as CSV, a paper in each language with the
numbers and the names, and the lines of JSON by which later corrections find their person. The areas are those of all
who signed, few together; so whoever did not agree is in no list, and in a number alone.
"""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from azukari.core.policy_versions.current import current, ruling_policy
from azukari.core.transfers.models import Transfer
from azukari.core.transfers.packing import Packer
from azukari.features.campaigns.agreed import handed_to
from azukari.features.campaigns.areas import asks_postcode, by_area
from azukari.features.campaigns.counting import counts
from azukari.features.campaigns.models import CampaignPage
from azukari.lib.paper import pdf
from azukari.lib.spreadsheet import csv_file
from azukari.policy.terms import Form, FormKind, Policy

ON_PAPER = 3_000
"""So many names stand on paper; where there are more, it says that they are in the sheet."""

type Signatures = Sequence[tuple[str, Mapping[str, str]]]


def campaigns_of(transfer: Transfer, policy: Policy) -> list[Form]:
    """The campaigns whose signers let themselves be handed to that recipient for that purpose."""
    wanted = (transfer.recipient_id, transfer.purpose)
    return [form for form in policy.forms_of(FormKind.CAMPAIGN) if wanted in handed_to(form, policy)]


def _pack(transfer: Transfer, lines: Sequence[bytes], now: datetime) -> bytes:
    policy = current().policy
    forms, archive = campaigns_of(transfer, policy), BytesIO()
    signatures = _read(lines)
    with ZipFile(archive, "w", ZIP_DEFLATED) as files:
        files.writestr("signatures.jsonl", b"".join(lines))
        for lang in policy.languages:
            with translation.override(lang):
                files.writestr(f"signatures-{lang}.csv", _sheet(forms, signatures, lang))
                files.writestr(f"signatures-{lang}.pdf", _paper(forms, policy, signatures, lang, now))
    return archive.getvalue()


def _read(lines: Sequence[bytes]) -> Signatures:
    """Each person's handle, and what is handed over of them by field."""
    return [
        (each["person"], {field: text for texts in each["values"].values() for field, text in texts.items()})
        for each in map(json.loads, lines)
        if "person" in each
    ]


def _sheet(forms: Sequence[Form], signatures: Signatures, lang: str) -> bytes:
    given = {field for _person, values in signatures for field in values}
    labels = {field.id: field.label[lang] for form in forms for field in form.fields if field.id in given}
    head = [_("Person"), *labels.values()]
    rows = [[person, *(values.get(id, "") for id in labels)] for person, values in signatures]
    return csv_file([head, *rows])


def _paper(forms: Sequence[Form], policy: Policy, signatures: Signatures, lang: str, now: datetime) -> bytes:
    counted, pages = counts([form.slug for form in forms]), CampaignPage.objects.in_bulk([form.slug for form in forms])
    written = ((form.name_in(values) for form in forms) for _person, values in signatures[:ON_PAPER])
    names = [next(filter(None, each), "") for each in written]
    context = {
        "lang": lang,
        "organisation": policy.organisation,
        "at": now,
        "campaigns": [
            {
                "form": form,
                "count": counted.get(form.slug),
                "addressee": pages[form.slug].addressee.get(lang, "") if form.slug in pages else "",
                "areas": by_area(form, policy, now=now) if asks_postcode(form) else None,
            }
            for form in forms
        ],
        "least": policy.statistics.fold_below,
        "handed": len(signatures),
        "names": [name for name in names if name],
        "more": len(signatures) > ON_PAPER,
    }
    return pdf(render_to_string("campaigns/paper/handed.html", context))


def packer_of(transfer: Transfer) -> Packer | None:
    """For the gate: packs what signers handed over, and nothing else."""
    policy = ruling_policy()
    return Packer(_pack, ".zip") if policy and campaigns_of(transfer, policy) else None
