"""What was planned for each month, and what made the plan fail or succeed."""
