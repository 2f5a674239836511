"""The bilingual concordance: occurrences with their equivalents, and translations side by side."""
