"""Lines on a page put together as paragraphs, wherever they were read."""
