with

source as (
    select * from {{ source('landing', 'sales_plans') }}
),

final as (
    select
        plan_id,
        period_month,
        employee_id,
        planned_amount,
        valid_from,
        source_name,
        source_updated_at
    from source
)

select * from final
