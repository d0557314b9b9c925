with

-- who will almost surely come is not at risk, however large, and who has gone cannot be kept
risky_clients as (
    select
        *,
        row_number() over (
            partition by as_of_date
            order by expected_loss desc, churn_probability desc, client_id asc
        ) as rank
    from {{ ref('client_churn') }}
    where
        churn_grade <> 'low'
        and expected_loss > 0
        and silent_days <= patience_days * {{ var('lost_after_gaps') }}
),

clients as (
    select * from {{ ref('dim_clients') }}
),

first_offers as (
    select * from {{ ref('client_recommendations') }}
    where rank = 1
),

final as (
    select
        risky_clients.as_of_date,
        risky_clients.rank,
        risky_clients.client_id,
        clients.client_kind,
        clients.country,
        clients.city,
        risky_clients.churn_probability,
        risky_clients.churn_grade,
        risky_clients.is_overdue,
        risky_clients.silent_days,
        risky_clients.horizon_days,
        risky_clients.expected_revenue,
        risky_clients.expected_loss,
        risky_clients.churn_reasons,
        risky_clients.advised_measure,
        risky_clients.advised_by,
        first_offers.product_name as first_recommendation
    from risky_clients
    left join clients
        on risky_clients.client_id = clients.client_id
    -- what is offered now says nothing of a day that is past
    left join first_offers
        on
            risky_clients.client_id = first_offers.client_id
            and risky_clients.as_of_date = first_offers.as_of_date
    where risky_clients.rank <= {{ var('top_client_count') }}
)

select * from final
