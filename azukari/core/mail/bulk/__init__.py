"""Bulk sending: a mailing's messages in batches, over connections that stay open, by processes of their own.

lease.py     a batch is leased, so that no other sender has it
prepare.py   the gate, the release and the suppression of a batch: who may be written to, and where
standing.py  asked again right before the bytes leave
compose.py   the text once per language, joined for each reader
connection.py, deliver.py    SMTP with pipelining, several connections in turn; folder.py where no server is named
journal.py   what a mail server took, on disk before its next answer is read
settle.py    what became of each, into the database; and after a death, out of the journal
rates.py     how many may go, in all and to one domain
sender.py    one process, batch after batch; processes.py starts them
"""
