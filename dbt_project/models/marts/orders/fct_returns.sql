with

returns as (
    select * from {{ ref('int_returns_unioned') }}
),

ties as (
    select * from {{ ref('int_returns_tied') }}
),

orders as (
    select * from {{ ref('int_orders_judged') }}
),

test_clients as (
    select client_id from {{ ref('int_clients_unioned') }}
    where is_test
),

matched_returns as (
    select
        returns.*,
        ties.line_id,
        coalesce(returns.order_id, ties.order_id) as known_order_id,
        case
            when returns.order_id is not null then 'given'
            when ties.order_id is not null then 'matched'
            else 'unmatched'
        end as match_kind
    from returns
    left join ties
        on returns.return_id = ties.return_id
),

final as (
    select
        matched_returns.return_id,
        matched_returns.return_document_id,
        coalesce(matched_returns.client_id, orders.client_id) as client_id,
        matched_returns.product_id,
        matched_returns.returned_at,
        {{ local_date('matched_returns.returned_at') }} as return_date,
        matched_returns.quantity,
        matched_returns.amount,
        matched_returns.known_order_id as order_id,
        matched_returns.line_id,
        matched_returns.match_kind,
        coalesce(orders.is_test, false) or test_clients.client_id is not null as is_test
    from matched_returns
    left join orders
        on matched_returns.known_order_id = orders.order_id
    left join test_clients
        on matched_returns.client_id = test_clients.client_id
)

select * from final
