with

mapped_order_lines as (
    select * from {{ ref('stg_mapped__order_lines') }}
),

-- a line without a time of its own happened when its order did
later_orders as (
    select order_id from {{ ref('stg_mapped__orders') }}
    where ordered_at >= {{ cutoff_at() }}
),

client_merges as (
    select * from {{ ref('int_client_merges_resolved') }}
),

final as (
    select
        mapped_order_lines.line_id,
        mapped_order_lines.order_id,
        {{ surviving_client('mapped_order_lines') }} as client_id,
        mapped_order_lines.product_id,
        mapped_order_lines.ordered_at,
        mapped_order_lines.line_kind,
        mapped_order_lines.quantity,
        mapped_order_lines.unit_price,
        coalesce(
            mapped_order_lines.line_total,
            {{ money('mapped_order_lines.quantity * mapped_order_lines.unit_price') }}
        ) as line_total,
        mapped_order_lines.unit_cost
    from mapped_order_lines
    left join client_merges
        on mapped_order_lines.client_id = client_merges.client_id
    left join later_orders
        on mapped_order_lines.order_id = later_orders.order_id
    where
        later_orders.order_id is null
        and (
            mapped_order_lines.ordered_at is null
            or mapped_order_lines.ordered_at < {{ cutoff_at() }}
        )
)

select * from final
