"""SQL, and nothing else knows it."""
