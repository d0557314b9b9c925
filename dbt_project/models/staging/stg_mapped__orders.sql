with

source as (
    select * from {{ source('landing', 'orders') }}
),

final as (
    select
        order_id,
        client_id,
        employee_id,
        ordered_at,
        status as order_status,
        completed_at,
        cancelled_at,
        order_total,
        channel,
        coalesce(is_test, false) as is_test,
        source_name,
        source_updated_at
    from source
)

select * from final
