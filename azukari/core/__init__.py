"""What every feature stands on, each room with one subject."""
