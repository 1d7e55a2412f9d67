"""Ways in: pages of staff, the own page, the API, the worker. They know no feature."""
