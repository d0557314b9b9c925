with

order_lines as (
    select * from {{ ref('fct_order_lines') }}
    where is_sale and client_id is not null
),

products as (
    select * from {{ ref('dim_products') }}
),

line_returns as (
    select
        line_id,
        sum(amount) as returned_amount
    from {{ ref('fct_returns') }}
    where line_id is not null
    group by line_id
),

-- goods that came back are sold again, so neither their price nor their cost counts
kept_lines as (
    select
        order_lines.client_id,
        order_lines.line_total - coalesce(line_returns.returned_amount, 0) as kept_amount,
        coalesce(order_lines.unit_cost, products.unit_cost)
        * (order_lines.quantity - order_lines.returned_quantity) as kept_cost
    from order_lines
    left join products
        on order_lines.product_id = products.product_id
    left join line_returns
        on order_lines.line_id = line_returns.line_id
),

summed_lines as (
    select
        client_id,
        {{ money('sum(case when kept_cost is not null then kept_amount end)') }}
            as costed_revenue,
        {{ money('sum(kept_cost)') }} as cost_amount,
        {{ money('sum(kept_amount)') }} as kept_revenue
    from kept_lines
    group by client_id
),

final as (
    select
        client_id,
        kept_revenue,
        costed_revenue,
        {{ money('costed_revenue - cost_amount') }} as margin_amount
    from summed_lines
)

select * from final
