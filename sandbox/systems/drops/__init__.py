"""What reaches the company as files: statements, exports, costs, plans, schedules, surveys."""

from sandbox.systems.drops.fill import fill

__all__ = ["fill"]
