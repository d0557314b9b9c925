"""Who there is: clients with all that tells them apart or mixes them up, and those who work."""
