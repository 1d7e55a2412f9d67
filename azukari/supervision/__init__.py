"""Supervision of contractors by mail: guidelines to accept, instructions to confirm, reminders of what is due."""
