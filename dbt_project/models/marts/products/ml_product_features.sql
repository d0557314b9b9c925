with

products as (
    select * from {{ ref('dim_products') }}
),

-- nobody is to be offered the carriage
final as (
    select
        product_id,
        category,
        discontinued_at
    from products
    where not is_service
)

select * from final
