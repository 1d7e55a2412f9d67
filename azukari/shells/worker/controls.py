"""The automatic controls of the house itself: keys, database, charter, vault, retention, worker, mail, reach.

Importing this module registers them; features add their own beside these (`lib.control`).
"""

from collections import Counter
from dataclasses import replace
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.db import connection
from django.db.models import Count
from django.utils.translation import gettext_noop

from azukari.core.accounts import controls as _staff  # noqa: F401 - registers its own
from azukari.core.backup import workplace
from azukari.core.backup.drill import findings as backup_findings
from azukari.core.backup.gap import findings as gap_findings
from azukari.core.backup.put_back import put_back
from azukari.core.consent.models import Grant
from azukari.core.database.pending import pending
from azukari.core.database.pooling import shares_sessions
from azukari.core.ledger import tree
from azukari.core.ledger.verify import verify
from azukari.core.mail.outgoing import trouble as mail_trouble
from azukari.core.policy_versions.current import NoCharter, current
from azukari.core.policy_versions.models import Charter
from azukari.core.transfers import controls as _gate  # noqa: F401 - registers its own
from azukari.core.vault import suppression
from azukari.core.vault.index_rebuild import unindexed
from azukari.core.vault.inspect import orphans, values_held
from azukari.core.vault.ownership import strays
from azukari.lib.clock_check import BEHIND
from azukari.lib.control import Control, Findings, explain_by, register
from azukari.lib.danger import DATA, SERVICE
from azukari.lib.instance import InstanceError
from azukari.lib.network import is_loopback
from azukari.lib.room import MEGABYTE, room, takes_writes
from azukari.lib.sweep import all_due
from azukari.shells.worker import control_words as words
from azukari.shells.worker import integrity, open_files, proofs, standing, uses_check, worker_control
from azukari.shells.worker import ledger_compared as _compared  # noqa: F401 - registers its own
from azukari.shells.worker.clock import clock_check
from azukari.shells.worker.key_control import findings as key_findings

_WITHIN = timedelta(hours=24)  # law 4: gone within a day of the last grant


def _migrations(now: datetime) -> Findings:  # noqa: ARG001
    return words.MIGRATIONS.counted(len(pending()))


_DURABLE = ("fsync", "full_page_writes", "synchronous_commit")
_PRAGMAS = {"journal_mode": "wal", "synchronous": "2", "foreign_keys": "1", "secure_delete": "1"}


def _database(now: datetime) -> Findings:  # noqa: ARG001
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            for name, wanted in _PRAGMAS.items():
                found = str(cursor.execute(f"PRAGMA {name}").fetchone()[0])  # constants
                if found != wanted:
                    yield words.SQLITE(name=name, found=found, wanted=wanted)
            return
        for name in _DURABLE:
            cursor.execute("SELECT current_setting(%s)", [name])
            if cursor.fetchone()[0] == "off":
                yield words.POSTGRESQL(name=name)
    if shares_sessions():
        yield words.POOLER()


def _charter(now: datetime) -> Findings:
    try:
        current()
    except NoCharter as error:
        yield str(error)
    if Charter.objects.filter(published_at__gt=now + timedelta(minutes=5)).exists():
        yield words.IN_THE_FUTURE()


def _ledger(now: datetime) -> Findings:  # noqa: ARG001
    return words.LEDGER.counted(verify(lambda _entries: {}).found)


def _vault(now: datetime) -> Findings:
    for code, count in sorted(Counter(orphan.code for orphan in orphans(now)).items()):
        yield words.ORPHANS[code](count=count)


def _owners(now: datetime) -> Findings:  # noqa: ARG001
    for reference, count in strays():
        yield words.STRAYS(count=count, where=reference)


def _put_back(now: datetime) -> Findings:  # noqa: ARG001
    for where, count in sorted(put_back().items()):
        yield words.PUT_BACK(count=count, where=where)


def _search(now: datetime) -> Findings:  # noqa: ARG001
    return words.SEARCH.counted(unindexed())


def _suppression(now: datetime) -> Findings:  # noqa: ARG001
    for version in suppression.versions_in_use():
        try:
            settings.AZUKARI.key(f"suppression-{version}")
        except InstanceError as error:
            yield words.SUPPRESSION(error=error)


def _retention(now: datetime) -> Findings:
    late = Grant.objects.ended(now - _WITHIN).unsettled().order_by("purpose").values_list("purpose")
    for purpose, count in late.annotate(count=Count("id")):
        yield words.LATE_PURPOSES(count=count, purpose=purpose)
    for going in all_due(now - _WITHIN):
        if going.what not in ("grant", "value"):
            yield words.LATE_ITEMS(count=going.count, holder=going.holder, what=going.what)


def _clock(now: datetime) -> Findings:
    check = clock_check()
    lead = check.lead(now)
    if check.in_doubt(now):
        yield words.CLOCK_AHEAD(days=lead.days)
    elif lead < -BEHIND:
        yield words.CLOCK_BEHIND(hours=-lead // timedelta(hours=1))


def _disk(now: datetime) -> Findings:  # noqa: ARG001
    if not takes_writes(settings.AZUKARI.root / "data"):
        yield words.DISK_READ_ONLY()
    found = room(settings.AZUKARI.root)
    if found.scarce:
        yield (words.DISK_FULL if found.little else words.DISK_SCARCE)(free=found.free // MEGABYTE)


def _workplace(now: datetime) -> Findings:
    return workplace.findings(settings.AZUKARI.root, now)


def _reach(now: datetime) -> Findings:  # noqa: ARG001
    at = urlsplit(settings.AZUKARI.base_url)
    if is_loopback(at.hostname or ""):
        return
    if at.scheme != "https":
        yield words.NO_HTTPS()
    if not settings.AZUKARI.smtp:
        yield words.NO_SMTP()
    if settings.AZUKARI.fictional:
        yield words.FICTIONAL()
    if settings.AZUKARI.demo:
        yield words.DEMO()


_OF_DATA = (
    Control("keys", gettext_noop("All keys are there, whole, and readable by this user alone."), (38,), key_findings),
    Control(
        "database",
        gettext_noop("What the database acknowledges is on disk, and what it deletes is overwritten."),
        (41,),
        _database,
    ),
    Control("integrity", gettext_noop("What the database has stored can be read."), (41, 42), integrity.findings),
    Control("ledger", gettext_noop("Nothing in the ledger was changed."), (1, 27), _ledger, size=tree.size),
    Control(
        "vault-orphans",
        gettext_noop("Each stored value came from a form, can be decrypted, and has a current purpose."),
        (3, 13, 14, 15),
        _vault,
        size=values_held,
    ),
    Control(
        "owners",
        gettext_noop("Everything that belongs to a registration or a value names the same person."),
        (41, 42),
        _owners,
        size=values_held,
    ),
    Control(
        "proofs",
        gettext_noop("Each right, consent, contract and approval is one that the program wrote."),
        (1, 14, 22, 23, 25, 33),
        proofs.findings,
        size=proofs.looked_at,
    ),
    Control(
        "uses",
        gettext_noop("All emails were sent for purposes that allow them."),
        (12, 14),
        uses_check.findings,
        size=uses_check.looked_at,
    ),
    Control(
        "suppression",
        gettext_noop("People who opted out are recognised."),
        (8, 29),
        _suppression,
        size=suppression.count,
    ),
    Control(
        "retention",
        gettext_noop("Data with no purpose is erased within a day."),
        (5, 7, 9, 41),
        _retention,
        size=Grant.objects.unsettled().count,
    ),
    Control("backup", gettext_noop("There is a fresh backup, and one was tried."), (41,), backup_findings),
    Control(
        "put-back",
        gettext_noop("Nothing that ended, was corrected or was removed has come back."),
        (22, 40, 41),
        _put_back,
    ),
    Control("removals", gettext_noop("Removed data has not come back with a restore."), (41,), gap_findings),
    Control(
        "set-back",
        gettext_noop("The database was not set back to an earlier day."),
        (27, 41),
        standing.set_back,
    ),
    Control("restores", gettext_noop("No restore that was broken off has left keys or data."), (41,), _workplace),
    Control("clock", gettext_noop("The server clock is accurate."), (9,), _clock),
)
_OF_SERVICE = (
    Control("migrations", gettext_noop("The database is as this version of the program expects it."), (), _migrations),
    Control("charter", gettext_noop("A policy is published and in force."), (2,), _charter),
    Control("search", gettext_noop("Everyone who may be found by a search can be found."), (), _search),
    Control("worker", gettext_noop("The worker lives, and no job of it fails."), (), worker_control.findings),
    Control("disk", gettext_noop("There is room on the disk."), (), _disk),
    Control("files", gettext_noop("The server may hold enough files and connections."), (), open_files.findings),
    Control("mail", gettext_noop("Mail goes out."), (8,), mail_trouble),
    Control("reach", gettext_noop("People reach this instance by TLS, and mail reaches people."), (37, 38), _reach),
)
for _control in _OF_DATA:
    register(replace(_control, danger=DATA))
for _control in _OF_SERVICE:
    register(replace(_control, danger=SERVICE))
explain_by(integrity.explain)
