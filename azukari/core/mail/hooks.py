"""Where mail plugs in: what it holds."""

from azukari.core.mail.holder import MailingHolder, MessageHolder
from azukari.core.vault.holders import register

register(MessageHolder())
register(MailingHolder())
