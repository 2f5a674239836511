"""What the reader answers: a module for each part of the pages."""
