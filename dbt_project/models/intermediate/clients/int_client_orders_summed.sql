{% set window_start = add_days(as_of_date(), '-' ~ var('rfm_window_days')) -%}
with

orders as (
    select
        *,
        order_date > {{ window_start }} as is_in_window
    from {{ ref('fct_orders') }}
    where is_sale and has_client
),

client_returns as (
    select
        client_id,
        amount,
        return_date > {{ window_start }} as is_in_window
    from {{ ref('fct_returns') }}
    where not is_test
),

returns as (
    select
        client_id,
        sum(amount) as returned_amount,
        sum(case when is_in_window then amount else 0 end) as window_returned_amount
    from client_returns
    group by client_id
),

-- an order that came back whole is no sign that the client is still with us
summed_orders as (
    select
        client_id,
        min(order_date) as first_order_date,
        max(order_date) as last_order_date,
        max(case when not is_wholly_returned then order_date end) as last_kept_order_date,
        count(*) as order_count,
        count(case when not is_wholly_returned then 1 end) as kept_order_count,
        count(case when is_in_window then 1 end) as frequency,
        sum(order_total) as sale_amount,
        sum(case when is_in_window then order_total else 0 end) as window_sale_amount,
        sum(net_order_value) as restated_net_amount,
        {{ median('net_order_value') }} as median_check
    from orders
    group by client_id
),

final as (
    select
        summed_orders.client_id,
        summed_orders.first_order_date,
        summed_orders.last_order_date,
        summed_orders.last_kept_order_date,
        summed_orders.order_count,
        summed_orders.kept_order_count,
        summed_orders.frequency,
        {{ money('coalesce(returns.returned_amount, 0)') }} as returned_amount,
        {{ money('summed_orders.sale_amount - coalesce(returns.returned_amount, 0)') }}
            as net_revenue,
        {{ money(
            'summed_orders.window_sale_amount - coalesce(returns.window_returned_amount, 0)'
        ) }} as monetary,
        {{ money('summed_orders.restated_net_amount') }} as restated_net_amount,
        {{ average('summed_orders.restated_net_amount', 'summed_orders.order_count') }}
            as average_check,
        {{ money('summed_orders.median_check') }} as median_check,
        {{ days_between('summed_orders.last_kept_order_date', as_of_date()) }} as recency_days
    from summed_orders
    left join returns
        on summed_orders.client_id = returns.client_id
)

select * from final
