"""The desk that answers people's requests."""
