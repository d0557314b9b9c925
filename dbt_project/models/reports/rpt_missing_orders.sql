with

-- an order of a later day has come all the same: it may be paid for before its own
landed_orders as (
    select * from {{ ref('stg_mapped__orders') }}
),

-- what names an order that never came counts all the same where its own day and value decide: a
-- return, a payment, an invoice; a line is no sale without its order
naming_rows as (
    select
        'order_line' as row_kind,
        order_id,
        order_date as row_date,
        line_total as amount
    from {{ ref('fct_order_lines') }}
    union all
    select
        'return' as row_kind,
        order_id,
        return_date as row_date,
        amount
    from {{ ref('fct_returns') }}
    union all
    select
        'payment' as row_kind,
        order_id,
        payment_date as row_date,
        amount
    from {{ ref('fct_payments') }}
    union all
    select
        'invoice' as row_kind,
        order_id,
        issued_date as row_date,
        amount
    from {{ ref('fct_invoices') }}
),

missing_rows as (
    select naming_rows.*
    from naming_rows
    left join landed_orders
        on naming_rows.order_id = landed_orders.order_id
    where
        naming_rows.order_id is not null
        and landed_orders.order_id is null
),

final as (
    select
        row_kind,
        count(*) as row_count,
        count(distinct order_id) as missing_order_count,
        {{ money('sum(amount)') }} as amount,
        min(row_date) as first_date,
        max(row_date) as last_date
    from missing_rows
    group by row_kind
)

select * from final
