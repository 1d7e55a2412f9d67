"""The rules of a sound policy, by subject. Each is a small function from a policy to what it finds."""
