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
        case when received_at < {{ cutoff_at() }} then received_at end as received_at,
        quantity,
        unit_cost,
        source_name
    from mapped_purchase_orders
    where ordered_at < {{ cutoff_at() }}
)

select * from final
