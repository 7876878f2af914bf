"""Paper: waybill labels, slips, control cards."""
