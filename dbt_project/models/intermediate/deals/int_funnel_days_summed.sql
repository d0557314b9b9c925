with

acts as (
    select * from {{ ref('int_funnel_acts_unioned') }}
),

stages as (
    select * from {{ ref('int_funnel_stages_listed') }}
    where not is_lost
),

bounds as (
    select min(act_date) as first_date from acts
),

days as (
    select * from {{ ref('dim_dates') }}
    where calendar_date <= {{ as_of_date() }}
),

summed_acts as (
    select
        act_date,
        funnel_id,
        stage_id,
        {{ count_acts(['entry', 'leave', 'won', 'lost', 'reached', 'left_out']) }}
    from acts
    group by act_date, funnel_id, stage_id
),

final as (
    select
        days.calendar_date,
        days.month_start,
        stages.funnel_id,
        stages.stage_id,
        stages.stage_rank,
        stages.is_won,
        stages.conversion_days,
        {{ whole('coalesce(summed_acts.entry_count, 0)') }} as entry_count,
        {{ money('coalesce(summed_acts.entry_amount, 0)') }} as entry_amount,
        {{ whole('coalesce(summed_acts.won_count, 0)') }} as won_count,
        {{ money('coalesce(summed_acts.won_amount, 0)') }} as won_amount,
        {{ whole('coalesce(summed_acts.lost_count, 0)') }} as lost_count,
        {{ money('coalesce(summed_acts.lost_amount, 0)') }} as lost_amount,
        -- who has entered and not left is there; after the sale nobody waits any more
        {{ whole(
            'sum(case when not stages.is_won then coalesce(summed_acts.entry_count - summed_acts.leave_count, 0)
            else 0 end) over so_far'
        ) }} as open_count,
        {{ money(
            'sum(case when not stages.is_won then coalesce(summed_acts.entry_amount - summed_acts.leave_amount, 0)
            else 0 end) over so_far'
        ) }} as open_amount,
        {{ whole('coalesce(summed_acts.reached_count, 0)') }} as reached_count,
        {{ whole('sum(coalesce(summed_acts.reached_count, 0)) over so_far') }} as reached_so_far,
        {{ whole('coalesce(summed_acts.left_out_count, 0)') }} as left_out_count
    from days
    inner join bounds
        on days.calendar_date >= bounds.first_date
    cross join stages
    left join summed_acts
        on
            days.calendar_date = summed_acts.act_date
            and stages.funnel_id = summed_acts.funnel_id
            and stages.stage_id = summed_acts.stage_id
    window so_far as (
        partition by stages.funnel_id, stages.stage_id
        order by days.calendar_date
    )
)

select * from final
