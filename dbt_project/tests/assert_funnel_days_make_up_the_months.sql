with

days as (
    select
        sum(entry_count) as entry_count,
        sum(won_amount) as won_amount,
        sum(lost_count) as lost_count,
        sum(left_out_count) as left_out_count
    from {{ ref('rpt_daily_funnel') }}
),

months as (
    select
        sum(entry_count) as entry_count,
        sum(won_amount) as won_amount,
        sum(lost_count) as lost_count,
        sum(left_out_count) as left_out_count
    from {{ ref('rpt_monthly_funnel') }}
)

select * from days
except
select * from months
