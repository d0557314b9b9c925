with

source as (
    select * from {{ source('landing', 'products') }}
),

final as (
    select
        product_id,
        product_name,
        category,
        list_price,
        unit_cost,
        discontinued_at,
        is_service,
        source_name,
        source_updated_at
    from source
)

select * from final
