"""The ground floor: records, table models and code lists. Imports nothing of the other floors."""
