with

source as (
    select * from {{ source('landing', 'funnel_stages') }}
),

final as (
    select
        funnel_id,
        funnel_rank,
        stage_id,
        stage_rank,
        stage_label,
        valid_from,
        valid_to,
        is_won,
        is_lost,
        conversion_days
    from source
)

select * from final
