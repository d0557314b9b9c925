with

returns as (
    select * from {{ ref('fct_returns') }}
    where not is_test
),

final as (
    select
        return_date,
        count(distinct coalesce(return_document_id, return_id)) as return_count,
        {{ money('sum(amount)') }} as returned_amount
    from returns
    group by return_date
)

select * from final
