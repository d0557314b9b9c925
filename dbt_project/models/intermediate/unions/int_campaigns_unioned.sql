with

mapped_campaigns as (
    select * from {{ ref('stg_mapped__campaigns') }}
),

final as (
    select
        campaign_id,
        campaign_name,
        campaign_channel,
        campaign_subject,
        sent_at,
        audience_count,
        source_name
    from mapped_campaigns
)

select * from final
