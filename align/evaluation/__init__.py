"""Results against gold: the field's own measures."""
