with

survey_responses as (
    select * from {{ ref('int_survey_responses_unioned') }}
),

test_clients as (
    select client_id from {{ ref('int_clients_unioned') }}
    where is_test
),

final as (
    select
        survey_responses.response_id,
        survey_responses.client_id,
        survey_responses.employee_id,
        survey_responses.order_id,
        survey_responses.request_id,
        survey_responses.survey_kind,
        survey_responses.survey_score,
        survey_responses.asked_at,
        survey_responses.answered_at,
        {{ local_date('survey_responses.answered_at') }} as answered_date,
        test_clients.client_id is not null as is_test,
        survey_responses.source_name
    from survey_responses
    left join test_clients
        on survey_responses.client_id = test_clients.client_id
)

select * from final
