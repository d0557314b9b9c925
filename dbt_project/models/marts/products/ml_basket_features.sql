with

order_lines as (
    select * from {{ ref('fct_order_lines') }}
),

goods as (
    select * from {{ ref('dim_products') }}
    where not is_service
),

-- neither a gift nor the carriage is a choice of the client's, and a basket is what was ordered,
-- whatever came back later
final as (
    select
        order_lines.order_id,
        order_lines.product_id,
        order_lines.client_id,
        order_lines.order_date,
        {{ units('sum(order_lines.quantity)') }} as quantity,
        {{ money('sum(order_lines.line_total)') }} as line_total
    from order_lines
    inner join goods
        on order_lines.product_id = goods.product_id
    where order_lines.is_sale
    group by
        order_lines.order_id,
        order_lines.product_id,
        order_lines.client_id,
        order_lines.order_date
)

select * from final
