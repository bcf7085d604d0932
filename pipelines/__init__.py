"""Text in, statements out. Knows no clock, disk, network, database or orchestrator."""
