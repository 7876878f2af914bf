"""What a simulated scale sends: one small writer for each protocol."""
