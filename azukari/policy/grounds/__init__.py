"""The three grounds of a disclosure, each with its questions; what stands on no list is no ground (P21-P26)."""
