with

mapped_products as (
    select * from {{ ref('stg_mapped__products') }}
),

final as (
    select
        product_id,
        product_name,
        category,
        list_price,
        unit_cost,
        discontinued_at,
        is_service
    from mapped_products
)

select * from final
