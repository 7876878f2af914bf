"""Couriers' and their platforms' services: numbers bought, given back, asked about."""
