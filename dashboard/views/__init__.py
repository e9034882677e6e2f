"""One module per page; each has a function `page` and reads through the store only."""
