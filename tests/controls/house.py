"""How the controls of the house itself are broken: keys, database, ledger, vault, worker, clock, disk, settings."""

import resource
import shutil
from datetime import timedelta
from types import SimpleNamespace

from django.conf import settings
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.db.models import QuerySet

from azukari.core.backup import removals, workplace
from azukari.core.backup.gap import Gap, accept, leave
from azukari.core.backup.result import BACKUP, DRILL, remember
from azukari.core.consent.end import move_ends
from azukari.core.consent.models import EndReason, Grant
from azukari.core.database import integrity
from azukari.core.ledger import kept_head, signing_keys, tree
from azukari.core.ledger.integrate import integrate_all
from azukari.core.mail.models import Mailing, Message
from azukari.core.people.models import Person
from azukari.core.policy_versions.models import Charter
from azukari.core.vault.index_rebuild import rebuild
from azukari.core.vault.models import SealedValue, SearchCode
from azukari.core.vault.suppression import suppress
from azukari.lib import heartbeat, signed_note
from azukari.lib.identifier import new_id
from azukari.lib.job import clock
from azukari.shells.worker import controls
from azukari.shells.worker.clock import clock_check
from azukari.shells.worker.integrity import OUTCOME
from azukari.shells.worker.worker import beat_file
from tests.console import desks
from tests.controls.ground import Steps, World, breaks, by_hand

PUBLISHED = "UPDATE charter_charter SET published_at = %s"


@breaks("keys")
def a_key_that_others_can_read(world: World) -> Steps:
    key = world.root / "keys" / "index-1"
    mode = key.stat().st_mode
    yield
    key.chmod(0o644)
    yield
    key.chmod(mode)


@breaks("migrations")
def a_migration_that_was_not_made(world: World) -> Steps:
    row = MigrationRecorder.Migration.objects.filter(app="assurance").order_by("-id")[0]
    yield
    MigrationRecorder.Migration.objects.filter(pk=row.pk).delete()
    yield
    row.save(force_insert=True)


@breaks("database")
def a_setting_that_loses_or_leaves_data(world: World) -> Steps:
    world.patch.setattr(controls, "_DURABLE", ("synchronous_commit",))  # the server of the tests forgets on purpose
    sqlite = connection.vendor == "sqlite"
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA secure_delete = ON" if sqlite else "SET LOCAL synchronous_commit = on")
        yield
        cursor.execute("PRAGMA secure_delete = OFF" if sqlite else "SET LOCAL synchronous_commit = off")
        yield
        cursor.execute("PRAGMA secure_delete = ON" if sqlite else "SET LOCAL synchronous_commit = on")


@breaks("set-back")
def an_older_database_put_back(world: World) -> Steps:
    head = world.root / "keys" / kept_head.FOLDER / kept_head.NAME
    head.parent.mkdir(exist_ok=True)
    yield
    text = signed_note.Checkpoint(tree.origin(), tree.size() + 9, bytes(32)).text
    head.write_text(signing_keys.current().sign(text, name=tree.origin()), "utf-8")
    yield
    head.unlink()


@breaks("integrity")
def a_page_that_cannot_be_read(world: World) -> Steps:
    world.patch.setattr(integrity, "look", lambda: SimpleNamespace(damaged=0, blind=False))
    (world.root / "data" / OUTCOME).unlink(missing_ok=True)
    yield
    (world.root / "data" / OUTCOME).unlink()
    world.patch.setattr(integrity, "look", lambda: SimpleNamespace(damaged=2, blind=False))
    yield
    world.patch.setattr(integrity, "look", lambda: SimpleNamespace(damaged=0, blind=False))


@breaks("charter")
def a_policy_of_tomorrow(world: World) -> Steps:
    at = Charter.objects.get(number=1).published_at
    yield
    by_hand("charter_charter", PUBLISHED, world.now + timedelta(days=1))
    yield
    by_hand("charter_charter", PUBLISHED, at)


@breaks("charters")
def a_word_that_somebody_changed_by_hand(world: World) -> Steps:
    change = "UPDATE charter_charter SET document = replace(document, %s, %s)"
    yield
    by_hand("charter_charter", change, "P1Y", "P9Y")
    yield
    by_hand("charter_charter", change, "P9Y", "P1Y")


@breaks("ledger")
def an_entry_that_was_rewritten(world: World) -> Steps:
    integrate_all(world.now)
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, kind FROM ledger_entry ORDER BY id")
        key, kind = cursor.fetchone()
    yield
    by_hand("ledger_entry", "UPDATE ledger_entry SET kind = 'form:submission:refused' WHERE id = %s", key)
    yield
    by_hand("ledger_entry", "UPDATE ledger_entry SET kind = %s WHERE id = %s", kind, key)


@breaks("vault-orphans")
def a_value_past_the_door(world: World) -> Steps:
    yield
    person = Person.objects.create(created_at=world.now)
    row = SealedValue.objects.create(
        person=person, submission_id=new_id(), field="email", category="email", purposes="membership",
        sealed=b"x" * 40, created_at=world.now,
    )  # fmt: skip
    yield
    row.delete()
    person.delete()


@breaks("owners")
def a_code_that_points_to_somebody_else(world: World) -> Steps:
    mine, other = desks.register("membership"), desks.register("volunteers")
    yield
    SearchCode.objects.filter(person_id=mine.person).update(person_id=other.person)
    yield
    SearchCode.objects.filter(value__person=mine.person).update(person_id=mine.person)


@breaks("search")
def codes_that_are_lost(world: World) -> Steps:
    desks.register("membership")
    yield
    SearchCode.objects.all().delete()
    yield
    rebuild(world.now)


@breaks("proofs")
def a_right_that_somebody_wrote_by_hand(world: World) -> Steps:
    desks.register("volunteers")
    yield
    by_hand("consent_grant", "UPDATE consent_grant SET purpose = 'magazine' WHERE purpose = 'volunteers'")
    yield
    by_hand("consent_grant", "UPDATE consent_grant SET purpose = 'volunteers' WHERE purpose = 'magazine'")


@breaks("losses")
def a_value_that_somebody_deleted(world: World) -> Steps:
    person = desks.register("volunteers").person
    integrate_all(world.now)
    value = SealedValue.objects.filter(person_id=person).order_by("id")[0]
    yield
    SealedValue.objects.filter(id=value.id).delete()
    yield
    value.save(force_insert=True)


@breaks("put-back")
def a_right_that_ended_and_was_put_back(world: World) -> Steps:
    desks.register("volunteers")
    grant = Grant.objects.get(purpose="volunteers")
    before = {"ends_at": grant.ends_at, "turn": grant.turn, "proof": grant.proof}
    move_ends([(grant, grant.begins_at)], reason=EndReason.SERVICE, now=world.now)
    removals.note(world.now)
    ended = {"ends_at": grant.ends_at, "turn": grant.turn, "proof": grant.proof}
    yield
    QuerySet.update(Grant.objects.filter(id=grant.id), **before)
    try:
        yield
    finally:
        shutil.rmtree(removals.folder())  # the journal of this case is no other's
    QuerySet.update(Grant.objects.filter(id=grant.id), **ended)


@breaks("uses")
def people_who_asked_something_are_invited(world: World) -> Steps:
    now = world.now
    yield
    invited = Mailing.objects.create(
        kind="questionnaires:invitation", purpose="feedback", state="done", created_by="worker", created_at=now
    )
    yield
    invited.delete()


@breaks("suppression")
def the_key_of_those_who_want_no_mail_is_gone(world: World) -> Steps:
    suppress(["gone@example.org"], actor=desks.OPERATOR, now=world.now)
    [key] = (world.root / "keys").glob("suppression-1")
    yield
    key.rename(key.with_name("away"))
    yield
    key.with_name("away").rename(key)


@breaks("retention")
def a_purpose_that_ended_and_holds_data(world: World) -> Steps:
    desks.register("magazine")
    before = list(Grant.objects.all())
    yield
    long_ago = world.now - timedelta(days=2)
    Grant.objects.update(begins_at=world.now - timedelta(days=9), ends_at=long_ago, settled_at=None)
    yield
    Grant.objects.bulk_update(before, ["begins_at", "ends_at", "settled_at"])


@breaks("backup")
def no_backup_for_weeks(world: World) -> Steps:
    remember(world.root, BACKUP, {"at": world.now.isoformat(), "rows": 1})
    remember(world.root, DRILL, {"at": world.now.isoformat(), "made": world.now.isoformat(), "wrong": []})
    yield
    remember(world.root, BACKUP, {"at": (world.now - timedelta(days=9)).isoformat(), "rows": 1})
    by_hand("charter_charter", PUBLISHED, world.now - timedelta(days=9))
    yield
    remember(world.root, BACKUP, {"at": world.now.isoformat(), "rows": 1})
    remember(world.root, DRILL, {"at": world.now.isoformat(), "made": world.now.isoformat(), "wrong": []})


@breaks("removals")
def a_restore_without_what_was_removed(world: World) -> Steps:
    yield
    leave(Gap(world.now, world.now - timedelta(days=1), ["No journal was given."]))
    yield
    accept(world.now)


@breaks("restores")
def a_restore_that_was_broken_off(world: World) -> Steps:
    yield
    left = workplace.within(world.root)
    left.mkdir()
    (left / "data").write_bytes(b"x")
    yield
    workplace.sweep(world.root, now=clock())
    (world.root / "data" / DRILL).unlink(missing_ok=True)  # the try that failed is another control's


@breaks("worker")
def a_worker_that_is_silent(world: World) -> Steps:
    def beat(ago: timedelta) -> None:
        heartbeat.write(beat_file(settings.AZUKARI), [], {}, world.now - ago)

    beat(timedelta(0))
    yield
    beat(timedelta(minutes=9))
    yield
    beat(timedelta(0))


@breaks("disk")
def a_disk_that_is_full(world: World) -> Steps:
    usage = shutil.disk_usage
    world.patch.setattr(shutil, "disk_usage", lambda _at: SimpleNamespace(free=10**11, total=10**12))
    yield
    world.patch.setattr(shutil, "disk_usage", lambda _at: SimpleNamespace(free=10**6, total=10**12))
    yield
    world.patch.setattr(shutil, "disk_usage", usage)
    world.patch.setattr(shutil, "disk_usage", lambda _at: SimpleNamespace(free=10**11, total=10**12))


@breaks("files")
def a_process_that_may_hold_too_little(world: World) -> Steps:
    heartbeat.write(beat_file(settings.AZUKARI), [], {}, world.now)
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    yield
    resource.setrlimit(resource.RLIMIT_NOFILE, (1000, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


@breaks("clock")
def a_clock_far_ahead(world: World) -> Steps:
    clock_check().trust(world.now)
    yield
    clock_check().trust(world.now - timedelta(days=30))
    yield
    clock_check().trust(world.now)


@breaks("mail")
def mail_that_was_given_up(world: World) -> Steps:
    row = Message.objects.create(kind="confirmation", lang="ja", created_at=world.now, due_at=world.now)
    yield
    Message.objects.update(attempts=36)
    yield
    row.delete()


@breaks("reach")
def open_to_the_world_in_the_clear(world: World) -> Steps:
    yield
    world.set(base_url="http://members.example.org")
    yield
    world.set(base_url="http://localhost")


@breaks("hops")
def mail_to_its_server_in_the_clear(world: World) -> Steps:
    yield
    world.set(smtp="smtp://mail.example.org")
    yield
    world.set(smtp="smtps://mail.example.org")


@breaks("database-guards")
def a_guard_that_somebody_took_out(world: World) -> Steps:
    yield
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE disclosure_caseapproval RENAME TO disclosure_unguarded")
        yield
        cursor.execute("ALTER TABLE disclosure_unguarded RENAME TO disclosure_caseapproval")
