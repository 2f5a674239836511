"""Pages that are pictures: their order, what was read in them, and the pieces that are shown of them."""
