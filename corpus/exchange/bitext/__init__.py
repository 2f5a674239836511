"""Bitexts for other programs, and from them: TMX, XLIFF, TEI, tables, vertical text."""
