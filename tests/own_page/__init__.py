"""The own page as a whole."""
