"""What reaches the company as files: statements, exports, costs, plans, schedules, surveys."""
