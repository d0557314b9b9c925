with

source as (
    select * from {{ source('landing', 'survey_responses') }}
),

final as (
    select
        response_id,
        survey_kind,
        client_id,
        identifier_kind,
        identifier_value,
        score as survey_score,
        comment as survey_comment,
        asked_at,
        answered_at,
        order_id,
        request_id,
        employee_id,
        source_name,
        source_updated_at
    from source
)

select * from final
