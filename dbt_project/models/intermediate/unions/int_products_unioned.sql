with

mapped_products as (
    select * from {{ ref('stg_mapped__products') }}
),

sources as (
    select * from {{ ref('stg_mapped__sources') }}
),

placed_products as (
    select
        mapped_products.*,
        coalesce(sources.source_place, 0) as source_place
    from mapped_products
    left join sources
        on mapped_products.source_name = sources.source_name
),

-- of each field the first source that says something counts
final as (
    select
        product_id,
        {{ at_first('product_name', 'source_place') }} as product_name,
        {{ at_first('category', 'source_place') }} as category,
        {{ at_first('list_price', 'source_place') }} as list_price,
        {{ at_first('unit_cost', 'source_place') }} as unit_cost,
        {{ at_first('discontinued_at', 'source_place') }} as discontinued_at,
        coalesce({{ at_first('is_service', 'source_place') }}, false) as is_service
    from placed_products
    group by product_id
)

select * from final
