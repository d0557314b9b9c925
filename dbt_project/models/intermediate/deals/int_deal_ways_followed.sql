with recursive

stays as (
    select * from {{ ref('int_deal_stays_sequenced') }}
    where is_in_window and not is_lost
),

-- the first entry after the stage before is the one that leaves most room for the next
ways as (
    select
        deal_id,
        stage_rank,
        min(stay_number) as stay_number
    from stays
    where stage_rank = 1
    group by deal_id, stage_rank
    union all
    select
        stays.deal_id,
        stays.stage_rank,
        min(stays.stay_number) as stay_number
    from ways
    inner join stays
        on
            ways.deal_id = stays.deal_id
            and ways.stage_rank + 1 = stays.stage_rank
            and ways.stay_number < stays.stay_number
    group by stays.deal_id, stays.stage_rank
),

final as (
    select
        deal_id,
        max(stage_rank) as strict_rank
    from ways
    group by deal_id
)

select * from final
