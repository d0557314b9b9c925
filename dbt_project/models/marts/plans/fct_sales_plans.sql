with

sales_plans as (
    select * from {{ ref('int_sales_plans_unioned') }}
),

-- a plan is mended by a newer version, never by overwriting; one without a date holds always
ranked_plans as (
    select
        *,
        row_number() over (
            partition by period_month, employee_id
            order by valid_from desc nulls last, plan_id desc
        ) as age
    from sales_plans
    where valid_from is null or valid_from <= {{ as_of_date() }}
),

final as (
    select
        sales_plans.plan_id,
        sales_plans.period_month,
        sales_plans.employee_id,
        sales_plans.planned_amount,
        sales_plans.valid_from,
        coalesce(ranked_plans.age = 1, false) as is_current
    from sales_plans
    left join ranked_plans
        on sales_plans.plan_id = ranked_plans.plan_id
)

select * from final
