"""Results for people to read: pages that stand alone, Markdown, and the terminal."""
