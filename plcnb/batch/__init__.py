"""Templates × teams → reports: the engine, the warm processes, and the record of what came of each job."""
