"""Lists of people as files, and an import of them without the command line."""

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from uuid import UUID

from azukari.core.forms.importing.basis import Basis, NoticeMethod
from azukari.core.forms.importing.csv_table import csv_source
from azukari.core.forms.importing.examine import Plan
from azukari.core.forms.importing.plan import Wishes, draw
from azukari.core.forms.importing.run import Counts, begin, form_of, look, run
from azukari.core.forms.importing.table import Table, digest, survey
from azukari.core.forms.models import ImportJob
from azukari.core.policy_versions.current import Current

STAFF = UUID("018f0000-0000-7000-8000-000000000001")
EVIDENCE = "e" * 64
ATTEST = "a" * 64


def written(path: Path, rows: Sequence[Sequence[str]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)
    return path


@dataclass(frozen=True)
class Import:
    """A file with everything that was said about it."""

    path: Path
    charter: Current
    now: datetime
    form: str = "magazine"
    told: str = "2024-05-01"
    consents: Mapping[str, str] | None = None
    maps: Sequence[tuple[str, str]] = ()
    constants: Mapping[str, str] | None = None
    confirmed: str | None = None
    attested: bool = False
    told_reference: str = "form-2023-04"

    @property
    def table(self) -> Table:
        return survey(csv_source(self.path), digest(self.path))

    @property
    def basis(self) -> Basis:
        shown = ("logs-2024", ATTEST) if self.attested else ("", "")
        return Basis(NoticeMethod.PAPER, self.told_reference, "shelf-3", EVIDENCE, STAFF, *shown)

    def plan(self, table: Table) -> Plan:
        wishes = Wishes(
            maps=self.maps,
            constants=self.constants or {},
            consents=self.consents if self.consents is not None else {"magazine": "2024-05-01"},
            confirmed=self.confirmed,
            attested=self.attested,
            told=self.told,
            file_name=self.path.name,
        )
        return draw(self.charter.policy, form_of(self.charter, self.form), table, wishes, now=self.now)

    def look(self) -> Counts:
        table = self.table
        return look(self.plan(table), table, attested=self.attested, progress=lambda counts: None)

    def run(self) -> ImportJob:
        table = self.table
        plan = self.plan(table)
        job = begin(plan, table, self.basis, self.charter, lang="ja")
        run(plan, table, job, self.charter, clock=lambda: self.now, progress=lambda counts: None)
        job.refresh_from_db()
        return job


def refused(job: ImportJob) -> list[tuple[int, int, str, str]]:
    return list(job.refusals.order_by("row", "column").values_list("row", "column", "field", "code"))
