with

days as (
    select * from {{ ref('int_days_summed') }}
),

planned_months as (
    select * from {{ ref('int_employee_months_planned') }}
),

employee_days as (
    select * from {{ ref('fct_employee_days') }}
),

employees as (
    select * from {{ ref('dim_employees') }}
),

-- whoever worked or was planned in a month is shown on each of its days, idle or not
final as (
    select
        days.calendar_date as report_date,
        planned_months.employee_id,
        employees.employee_name,
        planned_months.is_seller,
        coalesce(employee_days.new_order_count, 0) as new_order_count,
        coalesce(employee_days.new_order_amount, 0) as new_order_amount,
        coalesce(employee_days.completed_order_count, 0) as completed_order_count,
        coalesce(employee_days.completed_order_amount, 0) as completed_order_amount,
        coalesce(employee_days.cancelled_order_count, 0) as cancelled_order_count,
        coalesce(employee_days.client_count, 0) as client_count,
        coalesce(employee_days.returned_amount, 0) as returned_amount,
        coalesce(employee_days.paid_amount, 0) as paid_amount,
        coalesce(employee_days.made_call_count, 0) as made_call_count,
        coalesce(employee_days.answered_call_count, 0) as answered_call_count,
        {{ minutes('coalesce(employee_days.talked_seconds, 0)') }} as talked_minutes,
        {{ money('sum(coalesce(employee_days.' ~ revenue_column() ~ ', 0)) over employee_month') }}
            as month_fact_amount,
        planned_months.plan_amount,
        {{ pct(
            'sum(coalesce(employee_days.' ~ revenue_column() ~ ', 0)) over employee_month',
            'planned_months.plan_amount'
        ) }} as plan_completion_pct
    from days
    inner join planned_months
        on days.month_start = planned_months.month_start
    inner join employees
        on planned_months.employee_id = employees.employee_id
    left join employee_days
        on
            planned_months.employee_id = employee_days.employee_id
            and days.calendar_date = employee_days.activity_date
    window employee_month as (
        partition by planned_months.employee_id, days.month_start
        order by days.calendar_date
    )
)

select * from final
