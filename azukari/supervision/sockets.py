"""Where supervision plugs in: its mails."""

from azukari.mail.letter import OfficeKind, register_office
from azukari.supervision import letters, reminder_letters
from azukari.supervision.addressees import of_call, of_reminder
from azukari.supervision.call import LETTER
from azukari.supervision.remind import LETTER as REMINDER

register_office(OfficeKind(LETTER, letters.build, of_call))
register_office(OfficeKind(REMINDER, reminder_letters.build, of_reminder))
