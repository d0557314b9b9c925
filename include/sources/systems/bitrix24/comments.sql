-- One row per comment on a deal.
with

final as (
    select
        'comment-' || comments.ID as interaction_id,
        'comment' as interaction_kind,
        'internal' as direction,
        portal_deals.client_id,
        null as identifier_kind,
        null as identifier_value,
        nullif(comments.AUTHOR_ID, '0') as employee_id,
        comments.CREATED as started_at,
        null as ended_at,
        null as talked_seconds,
        null as outcome,
        comments.ENTITY_ID as deal_id,
        portal_deals.lead_id,
        null as subject,
        comments.COMMENT as body
    from comments
    left join portal_deals
        on comments.ENTITY_ID = portal_deals.deal_id
)

select * from final
