with

returns as (
    select * from {{ ref('int_returns_unioned') }}
),

sale_lines as (
    select * from {{ ref('int_order_lines_sought') }}
),

named_candidates as (
    select
        returns.return_id,
        sale_lines.line_id,
        sale_lines.order_id,
        sale_lines.ordered_at,
        sale_lines.sold_quantity
    from returns
    inner join sale_lines
        on
            returns.order_id = sale_lines.order_id
            and returns.product_id = sale_lines.product_id
            and returns.quantity <= sale_lines.sold_quantity
),

sought_candidates as (
    select
        returns.return_id,
        sale_lines.line_id,
        sale_lines.order_id,
        sale_lines.ordered_at,
        sale_lines.sold_quantity
    from returns
    inner join sale_lines
        on
            returns.client_id = sale_lines.client_id
            and returns.product_id = sale_lines.product_id
            and returns.quantity <= sale_lines.sold_quantity
            and returns.returned_at >= sale_lines.ordered_at
    where returns.order_id is null
),

final as (
    select * from named_candidates
    union all
    select * from sought_candidates
)

select * from final
