with

source as (
    select * from {{ source('landing', 'order_status_changes') }}
),

final as (
    select
        order_id,
        status as order_status,
        changed_at,
        source_name
    from source
)

select * from final
