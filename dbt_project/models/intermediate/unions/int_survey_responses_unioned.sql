with

mapped_survey_responses as (
    select * from {{ ref('stg_mapped__survey_responses') }}
),

client_merges as (
    select * from {{ ref('int_client_merges_resolved') }}
),

known_identifiers as (
    select * from {{ ref('int_identifiers_resolved') }}
),

final as (
    select
        mapped_survey_responses.response_id,
        mapped_survey_responses.survey_kind,
        {{ known_client('mapped_survey_responses') }} as client_id,
        mapped_survey_responses.identifier_kind,
        {{ identifier_key(
            'mapped_survey_responses.identifier_kind', 'mapped_survey_responses.identifier_value'
        ) }} as identifier_value,
        mapped_survey_responses.survey_score,
        mapped_survey_responses.survey_comment,
        mapped_survey_responses.asked_at,
        mapped_survey_responses.answered_at,
        mapped_survey_responses.order_id,
        mapped_survey_responses.request_id,
        mapped_survey_responses.employee_id,
        mapped_survey_responses.source_name
    from mapped_survey_responses
    {{ join_known_clients('mapped_survey_responses') }}
    where mapped_survey_responses.answered_at < {{ cutoff_at() }}
)

select * from final
