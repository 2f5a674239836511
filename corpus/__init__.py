"""Text, and where it is kept."""
