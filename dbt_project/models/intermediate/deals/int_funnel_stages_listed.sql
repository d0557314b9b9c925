with

funnel_stages as (
    select * from {{ ref('stg_mapped__funnel_stages') }}
),

final as (
    select
        funnel_stages.funnel_id,
        funnel_stages.funnel_rank,
        funnel_stages.stage_id,
        funnel_stages.stage_rank,
        funnel_stages.stage_label,
        funnel_stages.is_won,
        funnel_stages.is_lost,
        funnel_stages.conversion_days
    from funnel_stages
    where {{ is_in_use('funnel_stages', as_of_date()) }}
)

select * from final
