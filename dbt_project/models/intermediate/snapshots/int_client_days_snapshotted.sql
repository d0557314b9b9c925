with

days as (
    select * from {{ ref('int_client_days_known') }}
),

snapshots as (
    select * from {{ ref('int_snapshots_dated') }}
),

drawn_shares as (
    select min(client_share) as client_share from snapshots
),

drawn_days as (
    select days.*
    from days
    inner join drawn_shares
        on days.client_draw < drawn_shares.client_share
),

past_days as (
    select
        snapshots.as_of_date,
        drawn_days.*
    from drawn_days
    inner join snapshots
        on
            not snapshots.is_newest
            and drawn_days.known_from <= snapshots.as_of_date
            and coalesce(drawn_days.known_until > snapshots.as_of_date, true)
),

-- nothing is known of tomorrow: what nothing has changed so far is what is known today
newest_days as (
    select
        snapshots.as_of_date,
        days.*
    from days
    inner join snapshots
        on snapshots.is_newest
    where days.known_until is null
),

all_days as (
    select * from past_days
    union all
    select * from newest_days
),

final as (
    select
        as_of_date,
        client_id,
        visit_date,
        is_visit,
        order_count,
        ordered_amount,
        returned_amount
    from all_days
)

select * from final
