with

requests as (
    select * from {{ ref('int_requests_unioned') }}
),

final as (
    select
        request_id,
        identifier_kind,
        identifier_value,
        subject,
        body
    from requests
)

select * from final
