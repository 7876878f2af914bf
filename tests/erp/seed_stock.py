"""What the ERP of the tests has on hand."""

STOCK = {"TEA-500": 400, "CUP-WHITE": 12, "POT-09": 2}
