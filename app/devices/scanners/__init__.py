"""Scanners: serial lines, HID point-of-sale reports, HID keyboard reports."""
