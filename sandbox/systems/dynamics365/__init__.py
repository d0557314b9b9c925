"""Dynamics 365 with ClickDimensions, as its Web API answers on loopback."""
