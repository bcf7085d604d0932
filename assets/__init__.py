"""The roof: Dagster assets, checks, jobs, sensors and the command line. Thin; the work is done below."""
