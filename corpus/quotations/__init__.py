"""Quotations in English text: their marks, their kinds, who is quoted, and what changed between drafts."""
