"""The office client: tables, alerts and the overview, over the center's services."""
