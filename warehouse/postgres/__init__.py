"""The mirror in PostgreSQL: its connection, its statements, how it takes the place of the former one."""
