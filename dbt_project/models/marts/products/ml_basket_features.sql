with

order_lines as (
    select * from {{ ref('fct_order_lines') }}
),

-- a gift is no choice of the client's, and a basket is what was ordered, whatever came back later
final as (
    select
        order_id,
        product_id,
        client_id,
        order_date,
        {{ units('sum(quantity)') }} as quantity,
        {{ money('sum(line_total)') }} as line_total
    from order_lines
    where
        is_sale
        and product_id is not null
    group by order_id, product_id, client_id, order_date
)

select * from final
