"""Settings: `dev` on one's own machine, `test` for the tests, `production` behind https."""
