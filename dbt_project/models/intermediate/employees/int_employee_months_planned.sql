with

acts as (
    select * from {{ ref('int_employee_acts_unioned') }}
),

plans as (
    select * from {{ ref('int_plans_chosen') }}
    where employee_id is not null and period_month <= {{ as_of_date() }}
),

-- a schedule alone is no work: a storekeeper has one too
worked_months as (
    select
        {{ month_start('activity_date') }} as month_start,
        employee_id,
        is_selling
    from acts
    union
    select
        period_month as month_start,
        employee_id,
        true as is_selling
    from plans
),

summed_months as (
    select
        month_start,
        employee_id,
        bool_or(is_selling) as is_seller
    from worked_months
    group by month_start, employee_id
),

final as (
    select
        summed_months.month_start,
        summed_months.employee_id,
        summed_months.is_seller,
        plans.plan_amount
    from summed_months
    left join plans
        on
            summed_months.month_start = plans.period_month
            and summed_months.employee_id = plans.employee_id
)

select * from final
