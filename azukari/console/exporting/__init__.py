"""Taking a list out as a file, for a purpose and with a reason: chosen, looked at, put together, fetched."""
