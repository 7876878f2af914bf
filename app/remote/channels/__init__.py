"""Shop platforms: what they send about orders, read into our words."""
