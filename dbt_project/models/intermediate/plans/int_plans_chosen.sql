with

current_plans as (
    select * from {{ ref('fct_sales_plans') }}
    where is_current
),

company_plans as (
    select
        period_month,
        sum(case when employee_id is null then planned_amount end) as own_amount,
        sum(case when employee_id is not null then planned_amount end) as employees_amount
    from current_plans
    group by period_month
),

-- a plan of zero is no plan: nothing can be completed of it
final as (
    select
        period_month,
        employee_id,
        {{ money('nullif(planned_amount, 0)') }} as plan_amount
    from current_plans
    where employee_id is not null
    union all
    -- a company without a plan of its own is planned by its employees
    select
        period_month,
        null as employee_id,
        {{ money('nullif(coalesce(own_amount, employees_amount), 0)') }} as plan_amount
    from company_plans
)

select * from final
