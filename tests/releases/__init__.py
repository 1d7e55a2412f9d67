"""What a release is made of, and what of each is kept: an instance as it was, for upgrades to begin with."""
