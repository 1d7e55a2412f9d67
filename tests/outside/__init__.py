"""What comes from the world, as it really comes: corpora of our own, and tables of how well each is read."""
