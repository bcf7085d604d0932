"""The code lists as CSV; read by `schemas.codelists`."""
