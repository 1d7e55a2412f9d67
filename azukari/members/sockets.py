"""Where membership plugs in: what it holds."""

from azukari.members.holder import MembersHolder
from azukari.vault.holders import register

register(MembersHolder())
