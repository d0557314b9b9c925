with

purchase_orders as (
    select * from {{ ref('int_purchase_orders_unioned') }}
),

final as (
    select
        purchase_order_id,
        supplier_id,
        product_id,
        ordered_at,
        {{ local_date('ordered_at') }} as purchase_date,
        expected_at,
        {{ local_date('expected_at') }} as expected_date,
        received_at,
        {{ local_date('received_at') }} as received_date,
        quantity,
        unit_cost,
        source_name
    from purchase_orders
)

select * from final
