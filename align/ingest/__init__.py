"""What goes into a corpus: files, pairs, folders, plans, scans."""
