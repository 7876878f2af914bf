"""Facts up, changes down, between a bench and the order center."""
