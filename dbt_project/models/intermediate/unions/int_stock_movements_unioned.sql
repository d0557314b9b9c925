with

mapped_stock_movements as (
    select * from {{ ref('stg_mapped__stock_movements') }}
),

final as (
    select
        movement_id,
        product_id,
        moved_at,
        movement_kind,
        quantity,
        warehouse,
        source_name
    from mapped_stock_movements
    where moved_at < {{ cutoff_at() }}
)

select * from final
