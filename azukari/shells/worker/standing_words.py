"""What is said of a database that was set back to an earlier day."""

from azukari.lib.sentence import Sentence

FEWER_ENTRIES = Sentence(
    "The database was set back: its ledger has %(here)d entries, and the last tree head that was signed here has"
    " %(signed)d."
)
OTHER_ENTRIES = Sentence(
    "The database is another one: the last tree head that was signed here, over %(signed)d entries, is not in its"
    " ledger."
)
DAMAGED_HEAD = Sentence("The last signed tree head in %(path)s is damaged, so nobody can tell how old the database is.")
FEWER_REMOVALS = Sentence("The database was set back: it lacks removals that the journal in %(folder)s tells of.")
BACK_AGAIN = Sentence("People who were erased or took a consent back since then are in it again, so nothing is served.")
WHAT_TO_DO = Sentence(
    "Put the newest database back, or restore the newest backup with --removals %(folder)s (azukari restore --help)."
    " If this database is all that there is, remove again what was removed since: azukari removals replay"
)
