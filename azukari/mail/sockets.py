"""Where mail plugs in: what it holds."""

from azukari.mail.holder import MailingHolder, MessageHolder
from azukari.vault.holders import register

register(MessageHolder())
register(MailingHolder())
