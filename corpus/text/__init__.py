"""Text and its parts: scripts, sentences, words, paragraphs, numbered parts."""
