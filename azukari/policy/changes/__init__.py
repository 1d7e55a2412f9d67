"""What changes for people between two policies, by subject. Each rule goes from two policies to the changes it sees."""
