"""The canonical entities of the company's people: who they are, when they work, what is planned."""

from include.sources.entities.entity import Entity, Field, Rule

EMPLOYEE = Entity(
    "employee",
    "A person of the company who deals with clients.",
    (
        Field("employee_id", "text", "Key of the employee in the source", required=True),
        Field("employee_name", "text", "Name shown in reports"),
        Field("role", "text", "Job title or role"),
        Field("email", "text", "Work e-mail address"),
        Field("hired_on", "date", "First working day"),
        Field("left_on", "date", "Day after the last working day"),
    ),
)

EMPLOYEE_SCHEDULE = Entity(
    "employee_schedule",
    "The hours an employee is to work on a day; a split day has two rows.",
    (
        Field(
            "schedule_id", "text", "Key of the row; empty: the row's own identity", required=True
        ),
        Field("employee_id", "text", "The employee", required=True),
        Field("work_date", "date", "The day, by the company's calendar", required=True),
        Field("starts_at", "timestamp", "When work begins"),
        Field("ends_at", "timestamp", "When work ends"),
    ),
    rules=(
        Rule("ends_at >= starts_at", "ends_at is before starts_at"),
        # one row of a mistyped year would be all the work of the years to come
        Rule(
            "ends_at <= starts_at + interval 36 hours",
            "ends_at is more than 36 hours after starts_at",
        ),
    ),
    falls_back_to_row=True,
)

ABSENCE = Entity(
    "absence",
    "Days on which an employee is away.",
    (
        Field("absence_id", "text", "Key of the row; empty: the row's own identity", required=True),
        Field("employee_id", "text", "The employee", required=True),
        Field("absence_kind", "text", "Vacation, sick, other …, as the source writes it"),
        Field("first_day", "date", "First day away", required=True),
        Field("last_day", "date", "Last day away", required=True),
    ),
    rules=(Rule("last_day >= first_day", "last_day is before first_day"),),
    falls_back_to_row=True,
)

SALES_PLAN = Entity(
    "sales_plan",
    "The sales planned for one month, of one employee or of the whole company.",
    (
        Field("plan_id", "text", "Key of the plan; empty: the row's own identity", required=True),
        Field("period_month", "date", "Any day of the month that is planned", required=True),
        Field("employee_id", "text", "The employee; empty: the whole company"),
        Field("planned_amount", "money", "Planned value", required=True, minimum="0"),
        Field("valid_from", "date", "From when this version holds; empty: always"),
    ),
    falls_back_to_row=True,
)
