"""Word alignment, and spans projected through it."""
