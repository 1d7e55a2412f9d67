"""Supervision of contractors by email: guidelines to accept, instructions to confirm, reminders of what is due."""
