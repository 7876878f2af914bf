"""ERPs: items and stock in, delivery and return documents out."""
