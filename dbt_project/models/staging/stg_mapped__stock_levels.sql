with

source as (
    select * from {{ source('landing', 'stock_levels') }}
),

final as (
    select
        level_id,
        product_id,
        measured_at,
        quantity,
        warehouse,
        source_name,
        source_updated_at
    from source
)

select * from final
