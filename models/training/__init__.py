"""Steps that make the shipped checkpoint; nothing at run time imports them."""
