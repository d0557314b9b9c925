"""What touches the outside world, and what two or more rooms share."""
