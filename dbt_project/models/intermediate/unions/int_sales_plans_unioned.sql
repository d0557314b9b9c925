with

mapped_sales_plans as (
    select * from {{ ref('stg_mapped__sales_plans') }}
),

final as (
    select
        plan_id,
        {{ month_start('period_month') }} as period_month,
        employee_id,
        planned_amount,
        valid_from
    from mapped_sales_plans
)

select * from final
