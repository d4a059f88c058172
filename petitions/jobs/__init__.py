"""The clock door: scheduled work, each job a thin call of a service."""
