"""The DuckDB star schema: DDL, loading, audit, publishing. The only floor that imports duckdb."""
