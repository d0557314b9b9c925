with

order_lines as (
    select * from {{ ref('int_order_lines_unioned') }}
),

final as (
    select
        order_id,
        count(*) as line_count,
        {{ whole("sum(case when line_kind = 'sale' then 1 else 0 end)") }} as sale_line_count,
        {{ units("sum(case when line_kind = 'sale' then quantity else 0 end)") }} as item_quantity,
        {{ money("sum(case when line_kind = 'sale' then line_total else 0 end)") }} as sale_amount,
        -- lines may name the client where the order does not, but only with one voice
        case when min(client_id) = max(client_id) then min(client_id) end as client_id
    from order_lines
    group by order_id
)

select * from final
