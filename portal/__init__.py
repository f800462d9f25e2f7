"""Central Asia Security Record: the house. What stands on what is in docs/index.md."""
