"""Mail that comes back: bounces, complaints, replies. Nothing of what it says is kept here.

return_path.py    the envelope's sender, by which a bounce names its message (VERP)
charsets.py       text out of bytes, as far as anybody can tell; quoted.py folds what is quoted in it
delivery.py       delivery reports (RFC 3464) and complaints (RFC 5965); wordings.py the plain texts of known systems
parse.py          what an email is; apart.py has it read in a child process, reading.py is what that runs
outcome.py        what follows for the message, the mailbox and the mailing
replies.py        where replies go
receive.py        one mail and what is answered to it; lmtp.py and mailbox.py bring mails
"""
