with

mapped_purchase_orders as (
    select * from {{ ref('stg_mapped__purchase_orders') }}
),

final as (
    select
        purchase_order_id,
        supplier_id,
        product_id,
        ordered_at,
        expected_at,
        {{ if_come('received_at') }} as received_at,
        quantity,
        unit_cost,
        source_name
    from mapped_purchase_orders
    where ordered_at < {{ cutoff_at() }}
)

select * from final
