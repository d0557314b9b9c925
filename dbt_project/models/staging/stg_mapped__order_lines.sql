with

source as (
    select * from {{ source('landing', 'order_lines') }}
),

final as (
    select
        line_id,
        order_id,
        client_id,
        product_id,
        ordered_at,
        coalesce(line_kind, 'sale') as line_kind,
        quantity,
        unit_price,
        line_total,
        unit_cost,
        source_name,
        source_updated_at
    from source
)

select * from final
