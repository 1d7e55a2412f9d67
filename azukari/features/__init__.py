"""Features, each in a folder of its own, independent of each other."""
