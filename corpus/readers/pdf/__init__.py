"""PDF documents, with text or scanned."""
