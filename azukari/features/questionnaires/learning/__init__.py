"""What can be learned from answers: statistics over plain arrays, and what of them may be told. No Django."""
