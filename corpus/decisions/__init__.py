"""What people decided, anchored in the words that it is about."""
