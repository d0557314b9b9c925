"""The systems that have a connector of their own, a package each: to be there is to be known."""
