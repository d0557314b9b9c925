with

returns as (
    select
        *,
        {{ month_start('return_date') }} as month_start
    from {{ ref('fct_returns') }}
    where not is_test
),

final as (
    select
        month_start,
        count(*) as return_line_count,
        count(case when match_kind <> 'unmatched' then 1 end) as matched_return_count
    from returns
    group by month_start
)

select * from final
