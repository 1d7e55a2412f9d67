"""What to compare with: the same fields in a plain Django Form, stored as one plain row, and nothing else."""
