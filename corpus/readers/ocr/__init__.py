"""Pages that are pictures, recognised line by line."""
