with

-- a payment is for the whole order, so products count when they are ordered or fulfilled
sale_lines as (
    select
        product_id,
        {{ month_start(
            'completed_date' if var('revenue_event') == 'completion' else 'order_date'
        ) }} as month_start,
        order_id,
        quantity,
        line_total
    from {{ ref('fct_order_lines') }}
    where is_sale
),

final as (
    select
        month_start,
        product_id,
        count(distinct order_id) as order_count,
        {{ units('sum(quantity)') }} as quantity,
        {{ money('sum(line_total)') }} as revenue_amount
    from sale_lines
    where month_start is not null
    group by month_start, product_id
)

select * from final
