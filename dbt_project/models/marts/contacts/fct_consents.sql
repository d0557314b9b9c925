with

consents as (
    select * from {{ ref('int_consents_unioned') }}
),

test_clients as (
    select client_id from {{ ref('int_clients_unioned') }}
    where is_test
),

-- of a yes and a no of one moment the no holds
ranked_consents as (
    select
        *,
        row_number() over (
            partition by
                coalesce(client_id, identifier_kind || ' ' || identifier_value),
                consent_channel,
                purpose
            order by changed_at desc, is_given asc, consent_id asc
        ) as recency_rank
    from consents
),

final as (
    select
        ranked_consents.consent_id,
        ranked_consents.client_id,
        ranked_consents.consent_channel,
        ranked_consents.purpose,
        ranked_consents.is_given,
        ranked_consents.changed_at,
        {{ local_date('ranked_consents.changed_at') }} as changed_date,
        ranked_consents.recency_rank = 1 as is_current,
        test_clients.client_id is not null as is_test,
        ranked_consents.source_name
    from ranked_consents
    left join test_clients
        on ranked_consents.client_id = test_clients.client_id
)

select * from final
