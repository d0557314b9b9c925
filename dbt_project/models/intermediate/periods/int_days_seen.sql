with

documents as (
    select
        order_date as seen_date,
        client_id
    from {{ ref('fct_orders') }}
    where not is_test
    union all
    select
        return_date as seen_date,
        client_id
    from {{ ref('fct_returns') }}
    where not is_test
),

final as (
    select
        seen_date,
        count(distinct client_id) as seen_client_count
    from documents
    group by seen_date
)

select * from final
