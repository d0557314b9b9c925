with

client_orders as (
    select * from {{ ref('int_client_orders_summed') }}
),

client_scores as (
    select * from {{ ref('int_client_scores_ranked') }}
),

client_cycles as (
    select * from {{ ref('int_client_cycles_measured') }}
),

final as (
    select
        client_orders.client_id,
        {{ as_of_date() }} as as_of_date,
        client_orders.first_order_date,
        client_orders.last_order_date,
        client_orders.last_kept_order_date,
        client_orders.order_count,
        client_orders.net_revenue,
        client_orders.returned_amount,
        client_orders.recency_days,
        client_orders.frequency,
        client_orders.monetary,
        client_scores.recency_score,
        client_scores.frequency_score,
        client_scores.monetary_score,
        client_scores.rfm_segment,
        client_orders.restated_net_amount,
        client_orders.average_check,
        client_orders.median_check,
        client_cycles.average_gap_days,
        client_cycles.p90_gap_days,
        client_cycles.expected_next_order_date,
        client_cycles.life_cycle_stage
    from client_orders
    inner join client_scores
        on client_orders.client_id = client_scores.client_id
    inner join client_cycles
        on client_orders.client_id = client_cycles.client_id
)

select * from final
