with

days as (
    select * from {{ ref('int_days_summed') }}
),

revenue_days as (
    select
        activity_date,
        sum({{ revenue_column() }}) as revenue_amount
    from {{ ref('fct_employee_days') }}
    group by activity_date
),

plans as (
    select * from {{ ref('int_plans_chosen') }}
    where employee_id is null
),

final as (
    select
        days.calendar_date,
        {{ money('coalesce(revenue_days.revenue_amount, 0)') }} as revenue_amount,
        {{ money('sum(coalesce(revenue_days.revenue_amount, 0)) over (
            partition by days.month_start
            order by days.calendar_date
        )') }} as month_fact_amount,
        plans.plan_amount
    from days
    left join revenue_days
        on days.calendar_date = revenue_days.activity_date
    left join plans
        on days.month_start = plans.period_month
)

select * from final
