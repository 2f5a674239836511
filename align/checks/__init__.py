"""What a careful reviser would question in a translation: one file for each kind of slip."""
