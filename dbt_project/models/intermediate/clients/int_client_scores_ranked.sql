with

client_orders as (
    select * from {{ ref('int_client_orders_summed') }}
),

scores as (
    select
        client_id,
        {{ fifth('recency_days desc nulls first') }} as recency_score,
        {{ fifth('frequency asc') }} as frequency_score,
        {{ fifth('monetary asc') }} as monetary_score
    from client_orders
),

final as (
    select
        client_id,
        recency_score,
        frequency_score,
        monetary_score,
        case
            when recency_score >= 4 and frequency_score >= 4 and monetary_score >= 4
                then 'champions'
            when recency_score >= 3 and frequency_score >= 4 then 'loyal'
            when recency_score >= 4 and frequency_score <= 2 then 'recent'
            when recency_score <= 2 and frequency_score >= 3 then 'at_risk'
            when recency_score <= 2 then 'hibernating'
            else 'regular'
        end as rfm_segment
    from scores
)

select * from final
