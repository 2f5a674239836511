"""Tables for spreadsheets, R and Python, each with where it came from."""
