with

products as (
    select * from {{ ref('int_products_unioned') }}
),

-- a line may name a product that no product list knows
named_products as (
    select product_id from {{ ref('fct_order_lines') }}
    union
    select product_id from {{ ref('fct_returns') }}
    union
    select product_id from {{ ref('fct_purchase_orders') }}
    union
    select product_id from {{ ref('fct_stock_levels') }}
    union
    select product_id from {{ ref('fct_stock_movements') }}
),

final as (
    select
        product_id,
        product_name,
        category,
        list_price,
        unit_cost,
        {{ if_come('discontinued_at') }} as discontinued_at,
        is_service
    from products
    union all
    select
        named_products.product_id,
        null as product_name,
        null as category,
        null as list_price,
        null as unit_cost,
        null as discontinued_at,
        false as is_service
    from named_products
    left join products
        on named_products.product_id = products.product_id
    where
        products.product_id is null
        and named_products.product_id is not null
)

select * from final
