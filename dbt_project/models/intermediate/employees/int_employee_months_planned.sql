with

employee_days as (
    select * from {{ ref('fct_employee_days') }}
),

plans as (
    select * from {{ ref('int_plans_chosen') }}
    where employee_id is not null and period_month <= {{ as_of_date() }}
),

worked_months as (
    select
        {{ month_start('activity_date') }} as month_start,
        employee_id
    from employee_days
    union
    select
        period_month as month_start,
        employee_id
    from plans
),

final as (
    select
        worked_months.month_start,
        worked_months.employee_id,
        plans.plan_amount
    from worked_months
    left join plans
        on
            worked_months.month_start = plans.period_month
            and worked_months.employee_id = plans.employee_id
)

select * from final
