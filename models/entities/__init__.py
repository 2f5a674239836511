"""Who and what Chinese texts name."""
