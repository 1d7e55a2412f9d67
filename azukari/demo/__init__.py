"""The demonstration: a fictional nonprofit, its people and their histories. Nobody here exists."""
