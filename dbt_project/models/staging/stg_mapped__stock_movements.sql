with

source as (
    select * from {{ source('landing', 'stock_movements') }}
),

final as (
    select
        movement_id,
        product_id,
        moved_at,
        movement_kind,
        quantity,
        warehouse,
        source_name,
        source_updated_at
    from source
)

select * from final
