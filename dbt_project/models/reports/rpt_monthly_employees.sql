with

planned_months as (
    select * from {{ ref('int_employee_months_planned') }}
),

employee_months as (
    select * from {{ ref('int_employee_months_summed') }}
),

employees as (
    select * from {{ ref('dim_employees') }}
),

ranked_months as (
    select
        planned_months.month_start,
        planned_months.employee_id,
        employees.employee_name,
        planned_months.is_seller,
        coalesce(employee_months.order_count, 0) as order_count,
        coalesce(employee_months.revenue_amount, 0) as revenue_amount,
        coalesce(employee_months.completed_order_count, 0) as completed_order_count,
        coalesce(employee_months.completed_order_amount, 0) as completed_order_amount,
        coalesce(employee_months.returned_amount, 0) as returned_amount,
        coalesce(employee_months.paid_amount, 0) as paid_amount,
        coalesce(employee_months.client_count, 0) as client_count,
        coalesce(employee_months.made_call_count, 0) as made_call_count,
        coalesce(employee_months.answered_call_count, 0) as answered_call_count,
        {{ minutes('coalesce(employee_months.talked_seconds, 0)') }} as talked_minutes,
        planned_months.plan_amount,
        {{ money('sum(coalesce(employee_months.revenue_amount, 0)) over (
            partition by planned_months.month_start
        )') }} as company_revenue_amount
    from planned_months
    inner join employees
        on planned_months.employee_id = employees.employee_id
    left join employee_months
        on
            planned_months.employee_id = employee_months.employee_id
            and planned_months.month_start = employee_months.month_start
),

final as (
    select
        *,
        {{ pct('revenue_amount', 'plan_amount') }} as plan_completion_pct,
        {{ pct('revenue_amount', 'company_revenue_amount') }} as share_pct,
        row_number() over (
            partition by month_start
            order by revenue_amount desc, employee_id asc
        ) as rank
    from ranked_months
)

select * from final
