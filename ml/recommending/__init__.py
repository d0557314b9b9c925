"""What goods to offer to whom: the parts of the recommendations model."""
