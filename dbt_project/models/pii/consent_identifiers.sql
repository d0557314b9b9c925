with

consents as (
    select * from {{ ref('int_consents_unioned') }}
),

final as (
    select
        consent_id,
        identifier_kind,
        identifier_value
    from consents
    where identifier_value is not null
)

select * from final
