"""One clock over everything that is kept for a time. Importing this module registers the sweeps of the house."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from azukari.core.accounts.sessions import forget_ended
from azukari.core.accounts.tokens import forget_ended as forget_staff_tokens
from azukari.core.forms.challenge import forget_expired
from azukari.core.forms.once import forget_sent
from azukari.core.forms.saving import tend as tend_drafts
from azukari.core.mail.mailing_retention import forget_old as forget_old_mailings
from azukari.core.mail.queue import purge as forget_mail
from azukari.core.transfers.finish import unfetched, withdraw_unfetched
from azukari.core.transfers.previews import forget as forget_looks
from azukari.core.transfers.record_retention import forget as forget_records
from azukari.core.transfers.record_retention import going as records_going
from azukari.core.transfers.tokens import forget_ended as forget_recipient_tokens
from azukari.core.vault.files import expire as forget_files
from azukari.core.vault.former import forget_former
from azukari.core.vault.mention_review import give_up as give_up_mentions
from azukari.core.vault.merge import settle_merges
from azukari.core.vault.retention import expire
from azukari.core.vault.retention_preview import MOST_REFERENCES, grants_going
from azukari.lib.sweep import Going, Sweep, register
from azukari.shells.self_service.session import purge as forget_own
from azukari.shells.worker.dry_run import by_trying

LATE = timedelta(hours=24)


def _unfetched(as_of: datetime) -> Iterator[Going]:
    """What was prepared for a recipient who never came for it."""
    late = unfetched(as_of)
    references = tuple(str(id) for id in late.order_by("id").values_list("id", flat=True)[:MOST_REFERENCES])
    yield Going("disclosure", "transfer", "", "program: seven days after it was ready", late.count(), references)


_PLAIN = (
    ("sent-mail", "mail", "message", "program: thirty days after it was sent", forget_mail),
    ("old-mailings", "mailings", "mailing", "program: a year after it ended", forget_old_mailings),
    ("saved-forms", "forms", "draft", "draft_days", tend_drafts),
    ("sent-forms", "forms", "mark", "program: a day after it was sent", forget_sent),
    ("spent-challenges", "forms", "challenge", "program: as long as it could be used again", forget_expired),
    ("uploaded-files", "vault", "file", "program: until it has been taken in", forget_files),
    ("former-values", "vault", "former-value", "program: ninety days after the correction", forget_former),
    ("mentions", "vault", "mention", "program: a year, where nobody decides", give_up_mentions),
    ("settled-merges", "vault", "merged-row", "program: as long as a merge can be undone", settle_merges),
    ("looks-before-transfers", "disclosure", "look", "program: a day after it was asked for", forget_looks),
    ("recipients-tokens", "disclosure", "token", "program: thirty days after its end", forget_recipient_tokens),
    ("staff-tokens", "accounts", "token", "program: thirty days after its end", forget_staff_tokens),
    ("own-pages", "own", "session", "program: two hours idle, eight in all", forget_own),
    ("staff-sessions", "accounts", "session", "program: the session's own end", forget_ended),
)

register(Sweep("grants", grants_going, expire))
register(Sweep("unfetched-transfers", _unfetched, lambda now: withdraw_unfetched(now=now)))
register(Sweep("transfer-records", records_going, forget_records))
for _name, _holder, _what, _clause, _run in _PLAIN:
    register(by_trying(_name, _run, holder=_holder, what=_what, clause=_clause))
