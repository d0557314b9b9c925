-- now in one stage, or lost from one; and where a later stage was reached, every earlier one was
with

deals as (
    select
        deal_id,
        count(case when is_snapshot or is_lost_from then 1 end) as place_count,
        count(case when is_reached_or_passed then 1 end) as reached_count,
        max(case when is_reached_or_passed then stage_rank end) as reached_rank
    from {{ ref('fct_deal_funnel_steps') }}
    group by deal_id
)

select deal_id from deals
where place_count <> 1 or reached_count <> reached_rank
