with

products as (
    select * from {{ ref('dim_products') }}
),

-- nobody is to be offered the carriage; what is to leave the range some day is still in it
final as (
    select
        product_id,
        category,
        {{ if_come('discontinued_at') }} as discontinued_at
    from products
    where not is_service
)

select * from final
