with

mapped_stock_levels as (
    select * from {{ ref('stg_mapped__stock_levels') }}
),

final as (
    select
        level_id,
        product_id,
        measured_at,
        quantity,
        warehouse,
        source_name
    from mapped_stock_levels
    where measured_at < {{ cutoff_at() }}
)

select * from final
