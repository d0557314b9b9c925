with

source as (
    select * from {{ source('landing', 'purchase_orders') }}
),

final as (
    select
        purchase_order_id,
        supplier_id,
        product_id,
        ordered_at,
        expected_at,
        received_at,
        quantity,
        unit_cost,
        source_name,
        source_updated_at
    from source
)

select * from final
