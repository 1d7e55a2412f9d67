"""Outgoing mail. Whoever has something to say registers a kind; the queue releases the address, builds and sends."""
