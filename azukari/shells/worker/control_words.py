"""What the controls of the house itself say."""

from azukari.lib.sentence import Sentence

MIGRATIONS = Sentence("The database is %(count)d migrations behind. Make a backup, then run: azukari migrate")
SQLITE = Sentence("SQLite runs with %(name)s=%(found)s instead of %(wanted)s. Restart Azukari on a local disk.")
POSTGRESQL = Sentence("PostgreSQL may lose what it has acknowledged: set %(name)s to on.")
POOLER = Sentence(
    "A pooler before PostgreSQL hands one session to several connections. Set pool_mode = session in pgbouncer.ini."
)
IN_THE_FUTURE = Sentence("A policy was published in the future, so this machine’s clock is wrong. Set it by NTP.")
LEDGER = Sentence("%(count)d places of the ledger were changed. Run: azukari ledger verify")

ORPHANS = {
    "no-origin": Sentence(
        "%(count)d stored values did not come in by a form. Investigate; azukari doctor --json names the control."
    ),
    "not-asked": Sentence(
        "%(count)d stored values are not fields of the form that they claim. Investigate; azukari doctor --json names"
        " the control."
    ),
    "sealed-elsewhere": Sentence(
        "%(count)d stored values were not encrypted here, or were changed. Investigate; azukari doctor --json names "
        "the control."
    ),
    "not-held": Sentence(
        "%(count)d stored values have no current purpose and should have been erased. Investigate; azukari doctor"
        " --json names the control."
    ),
}
OTHER_USE = Sentence(
    "%(count)d times people were written to (%(way)s) for the purpose %(purpose)s, which does not allow that. See the"
    " uses of that purpose in the policy, and what was sent."
)
UNPROVEN = Sentence(
    "%(count)d rows (%(where)s) were written or changed by something other than the program, and open nothing. Restore "
    "them from a backup, and find out who can write to the database."
)
PUT_BACK = Sentence(
    "%(count)d rows (%(where)s) are as they were before they were ended, corrected or removed. Run: azukari removals "
    "replay. Then find out who can write to the database."
)
ROWS_LOST = Sentence(
    "%(count)d rows (%(where)s) are lost: the ledger tells how they came, and nothing tells how they went. Restore them"
    " from a backup, and find out who can write to the database: a loss is an incident."
)
CORRECTION_LOST = Sentence(
    "%(count)d values are as they were before a correction recorded in the ledger. Run: azukari removals replay. Then "
    "find out who can write to the database."
)
STRAYS = Sentence("%(count)d rows (%(where)s) name another person than what they belong to. Look into it.")
SEARCH = Sentence("%(count)d values cannot be found by a search. Run: azukari keys index")
SUPPRESSION = Sentence("%(error)s Until then no mail goes out, since nobody can tell who must not be written to.")
LATE_PURPOSES = Sentence(
    "The purpose %(purpose)s ended %(count)d times more than a day ago and still holds data. See that the worker runs."
)
LATE_ITEMS = Sentence("%(count)d items (%(holder)s: %(what)s) have been kept a day too long.")

NO_WORKER = Sentence("The worker has never run here. Start it with: azukari serve (or azukari worker)")
WORKER_AHEAD = Sentence(
    "The worker’s last heartbeat is in the future, so the clock is or was wrong. Set it by NTP, and check that the "
    "worker runs: azukari serve"
)
WORKER_SILENT = Sentence("The worker was last heard of %(minutes)d minutes ago. Start it with: azukari serve")
WORKER_ANEW = Sentence("A part of the worker stopped and was restarted (%(count)d times). See its log.")
JOB_FAILS = Sentence("The job %(name)s has failed %(count)d times in a row (%(error)s).")
JOB_HANGS = Sentence("The job %(name)s has run since %(since)s, and the jobs of its lane wait. Restart the worker.")
TWO_WORKERS = Sentence(
    "A second worker is standing by (process %(process)d): two servers run on this instance, and one of them"
    " works. End the other, or start it with --no-worker."
)

CLOCK_AHEAD = Sentence(
    "The clock is %(days)d days ahead of the last known time, so nothing is erased. If it is right (for example, the "
    "machine was off), run: azukari clock trust. If not, set it by NTP."
)
CLOCK_BEHIND = Sentence(
    "The clock is %(hours)d hours behind the last known time. Set it by NTP. If it was wrong before and is right now, "
    "run: azukari clock trust"
)
DISK_READ_ONLY = Sentence(
    "The disk of this instance is read-only, most often because it is failing. Nothing is accepted, and no email is "
    "sent. Check the system log (dmesg), and repair or replace the disk."
)
DISK_SCARCE = Sentence("%(free)d MB are free on the disk of this instance. Free some space, or move to a larger disk.")
DISK_FULL = Sentence(
    "%(free)d MB are free on the disk of this instance. Nothing new is accepted. Free some space, or move to a larger "
    "disk."
)
FEW_FILES = Sentence(
    "The process %(process)d may hold %(most)d files and connections at once, so visitors may have to wait. Raise the"
    " limit (LimitNOFILE= in its unit, or ulimit -n)."
)
MANY_FILES = Sentence(
    "The process %(process)d has %(held)d of %(most)d files and connections open. Check what keeps them open."
)

NO_HTTPS = Sentence("People reach this instance without encryption: base_url in azukari.toml must begin with https://.")
NO_SMTP = Sentence(
    "Mail is written into the folder outbox and reaches nobody: name a mail server as smtp in azukari.toml."
)
FICTIONAL = Sentence(
    "People reach an instance of a made-up organisation: set fictional = false, and publish your own policy."
)
DEMO = Sentence("A demonstration is open to the world, and shows its mail to everybody: set demo = false, or close it.")

OLD_KEY = Sentence("The key %(key)s is %(years)d years old. Run: azukari keys rotate %(name)s")
NO_EPOCH = Sentence(
    "People’s keys are wrapped by epoch-%(number)d, which is missing. Restore it from the key backup that fits the"
    " database."
)
LOST_BATCH = Sentence(
    "%(count)d rows that are encrypted together (%(about)s) cannot be decrypted: their key is missing from the "
    "database. Restore them from the newest backup."
)
INDEX_ROTATION = Sentence("A rotation of the index key was not ended. Run it again: azukari keys rotate index")
SECRET_ROTATION = Sentence("A rotation of the secret was not ended. Run it again: azukari keys rotate secret")
LEDGER_ROTATION = Sentence("A rotation of the ledger’s key was not ended. Run it again: azukari keys rotate ledger")
LOST_FACTORS = Sentence(
    "%(count)d second factors of staff open under no secret that is here. Restore it from the key backup, or invite"
    " these staff again: azukari staff add --again"
)
