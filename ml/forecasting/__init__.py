"""Tools for forecasts of daily series: when a shop is open, candidates, rolling origin, bands."""
