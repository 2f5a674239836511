"""Files as the system has them: written whole or not at all, named, locked, parsed safely."""
