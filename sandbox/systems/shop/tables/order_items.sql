with

known as (
    select
        order_lines.*,
        orders.entered_at
    from order_lines
    inner join orders on order_lines.order_id = orders.order_id
    where
        orders.unit = 'retail'
        and orders.entered_at <= getvariable('moment')
        and coalesce(orders.removed_at > getvariable('moment'), true)
),

-- what careless imports leave behind: lines that no shop can have sold
dirty as (
    select
        900000000 + row_number() over (order by line_id) as line_id,
        case when row_number() over (order by line_id) < 3 then order_id end as order_id,
        product_id,
        kind,
        null as quantity,
        price,
        cost,
        entered_at
    from known
    order by known.line_id
    limit 3
)

select line_id, order_id, product_id, kind, quantity, price, cost, entered_at
from known
union all
select line_id, order_id, product_id, kind, quantity, price, cost, entered_at
from dirty
