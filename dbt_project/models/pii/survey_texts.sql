with

survey_responses as (
    select * from {{ ref('int_survey_responses_unioned') }}
),

final as (
    select
        response_id,
        identifier_kind,
        identifier_value,
        survey_comment
    from survey_responses
)

select * from final
