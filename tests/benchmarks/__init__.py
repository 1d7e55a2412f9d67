"""Proofs that take the whole program and the bytes on its disk as witnesses."""
