"""What a purpose is used for: each way of using people's data x each purpose, and what is noted besides (law 12)."""
