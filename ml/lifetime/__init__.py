"""How often clients will come, what a visit is worth, and who forecasts that best."""
