with

changes as (
    select
        order_id,
        order_status,
        changed_at as started_at,
        {{ local_date('changed_at') }} as started_date
    from {{ ref('int_order_changes_unioned') }}
),

final as (
    select
        order_id,
        order_status,
        started_at,
        started_date,
        lead(started_at) over order_life as ended_at,
        lead(started_date) over order_life as ended_date
    from changes
    -- of two changes at one moment the later step of an order's life holds
    window order_life as (
        partition by order_id
        order by
            started_at asc,
            case order_status when 'placed' then 1 when 'completed' then 2 else 3 end asc
    )
)

select * from final
