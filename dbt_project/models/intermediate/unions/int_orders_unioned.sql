with

mapped_orders as (
    select * from {{ ref('stg_mapped__orders') }}
),

-- a source that never says how far an order is sells over the counter: placed is completed
outspoken_sources as (
    select distinct source_name
    from mapped_orders
    where
        order_status is not null
        or completed_at is not null
        or cancelled_at is not null
),

client_merges as (
    select * from {{ ref('int_client_merges_resolved') }}
),

final as (
    select
        mapped_orders.order_id,
        {{ surviving_client('mapped_orders') }} as client_id,
        mapped_orders.employee_id,
        mapped_orders.ordered_at,
        case
            when outspoken_sources.source_name is null then mapped_orders.ordered_at
            else mapped_orders.completed_at
        end as completed_at,
        mapped_orders.cancelled_at,
        mapped_orders.order_total,
        mapped_orders.channel,
        mapped_orders.is_test,
        mapped_orders.source_name
    from mapped_orders
    left join client_merges
        on mapped_orders.client_id = client_merges.client_id
    left join outspoken_sources
        on mapped_orders.source_name = outspoken_sources.source_name
    where mapped_orders.ordered_at < {{ cutoff_at() }}
)

select * from final
