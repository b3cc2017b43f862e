"""What is made for people to read: sections, pages, the index."""
