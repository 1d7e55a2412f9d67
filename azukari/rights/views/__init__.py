"""The own page's views: each parses, calls one verb, answers."""
