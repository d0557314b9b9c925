with

entries as (
    select * from {{ ref('int_deal_events_judged') }}
    where omission_reason is null
),

sequenced_entries as (
    select
        *,
        row_number() over way as stay_number,
        lead(entered_at) over way as left_at,
        min(case when not is_lost then entered_at end) over (partition by deal_id)
            as deal_entered_at
    from entries
    window way as (
        partition by deal_id
        order by entered_at, coalesce(stage_rank, 1000000), stage_id, event_id
    )
),

-- the window runs from the deal's own entry, whichever stage that was
final as (
    select
        deal_id,
        stay_number,
        funnel_id,
        stage_id,
        stage_rank,
        is_won,
        is_lost,
        entered_at,
        {{ local_date('entered_at') }} as entered_date,
        left_at,
        {{ local_date('left_at') }} as left_date,
        employee_id,
        row_number() over (partition by deal_id, stage_id order by stay_number) as entry_number,
        deal_entered_at,
        {{ days_after('deal_entered_at', 'conversion_days') }} as window_ends_at,
        coalesce(
            entered_at < {{ days_after('deal_entered_at', 'conversion_days') }}, false
        ) as is_in_window
    from sequenced_entries
)

select * from final
