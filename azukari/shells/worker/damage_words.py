"""What is said of a damaged database. A page shows it sentence by sentence, since a finding keeps its first part."""

from azukari.lib.sentence import Sentence

BLIND = Sentence(
    "PostgreSQL cannot tell whether what it stores is sound. Stop it and run pg_checksums --enable on its folder, or as"
    " its superuser, in this database: CREATE EXTENSION amcheck; GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA public TO the"
    " user of Azukari."
)
NOT_LOOKED = Sentence(
    "This could not be looked at, since the database is damaged. The control integrity says what to do."
)
DAMAGED = Sentence(
    "The database is damaged in at least one place. The data there cannot be read, and more may be lost."
)
DAMAGED_PLACES = Sentence(
    "The database is damaged in %(count)d places or more. The data there cannot be read, and more may be lost."
)
LAST_SOUND = Sentence("It was last sound at %(at)s.")
NEVER_SOUND = Sentence("It was never seen sound.")
STOP = Sentence("Stop Azukari, keep a copy of the folder %(folder)s, and look at the disk.")
NO_BACKUP = Sentence("There is no backup here. The database’s own tools may recover some data (sqlite3 FILE .recover).")
RESTORE = Sentence(
    "Then restore the backup of %(at)s with the newest bundle of keys, and --removals %(folder)s, into a new folder"
    " (azukari restore --help)."
)
RESTORE_FILE = Sentence(
    "Then restore the backup of %(at)s (%(file)s) with the newest bundle of keys, and --removals %(folder)s, into a new"
    " folder (azukari restore --help)."
)
AFTER = Sentence(
    "It was made after the database was last seen sound, so try it with --drill first; if that fails, take the one"
    " before."
)
