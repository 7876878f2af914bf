"""Bytes and ports: scales, scanners, printers; no Qt."""
