"""The pages of recipients: who gets what, under which contract, and what has gone out."""
