with

source as (
    select * from {{ source('landing', 'campaigns') }}
),

final as (
    select
        campaign_id,
        campaign_name,
        channel as campaign_channel,
        subject as campaign_subject,
        sent_at,
        {{ whole('audience_count') }} as audience_count,
        source_name,
        source_updated_at
    from source
)

select * from final
