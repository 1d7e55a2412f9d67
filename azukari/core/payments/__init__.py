"""Payments online: the socket of a payment provider, and what it tells us of money that came or went back.

Nothing is kept here. Features ask the provider for pages (`provider`), and take what it tells (`told`).
"""
