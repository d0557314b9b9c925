with

open_deals as (
    select
        *,
        row_number() over (
            partition by client_id
            order by stage_rank desc nulls last, amount desc nulls last, deal_id asc
        ) as progress_rank
    from {{ ref('fct_deals') }}
    where outcome = 'open' and not is_test and client_id is not null
),

final as (
    select
        client_id,
        count(*) as open_deal_count,
        {{ money('coalesce(sum(amount), 0)') }} as open_deal_amount,
        max(case when progress_rank = 1 then stage_label end) as furthest_stage_label
    from open_deals
    group by client_id
)

select * from final
