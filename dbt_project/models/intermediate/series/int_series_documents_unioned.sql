with

orders as (
    select * from {{ ref('fct_orders') }}
),

order_lines as (
    select * from {{ ref('fct_order_lines') }}
),

returns as (
    select * from {{ ref('fct_returns') }}
),

documents as (
    select
        'order' as entry_kind,
        order_id,
        order_date as series_date,
        client_id,
        employee_id,
        null as product_id,
        order_total as net_amount
    from orders
    where is_sale
    union all
    select
        'line' as entry_kind,
        order_id,
        order_date as series_date,
        null as client_id,
        null as employee_id,
        product_id,
        line_total as net_amount
    from order_lines
    where is_sale
    union all
    select
        'return' as entry_kind,
        null as order_id,
        returns.return_date as series_date,
        returns.client_id,
        orders.employee_id,
        returns.product_id,
        -returns.amount as net_amount
    from returns
    left join orders
        on returns.order_id = orders.order_id
    where not returns.is_test
),

final as (
    select
        entry_kind,
        order_id,
        series_date,
        client_id,
        employee_id,
        product_id,
        net_amount
    from documents
)

select * from final
