with

reasons as (
    select * from {{ source('ml', 'client_churn_reasons') }}
    where as_of_date <= {{ as_of_date() }}
),

final as (
    select
        as_of_date,
        client_id,
        {{ listed(reason_words('reason', 'value', 'usual_value'), 'rank', '; ') }}
            as churn_reasons,
        count(case
            when reason = 'returns_much' and value >= {{ var('much_returned_pct') }} then 1
        end) > 0 as has_returned_much,
        count(case when reason = 'bought_once' then 1 end) > 0 as has_bought_once
    from reasons
    group by as_of_date, client_id
)

select * from final
