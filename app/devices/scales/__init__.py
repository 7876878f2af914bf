"""One decoder for each scale wire protocol."""
