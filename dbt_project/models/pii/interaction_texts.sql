with

interactions as (
    select * from {{ ref('int_interactions_unioned') }}
),

final as (
    select
        interaction_id,
        identifier_kind,
        identifier_value,
        subject,
        body
    from interactions
)

select * from final
