with

returns as (
    select
        {{ month_start('return_date') }} as month_start,
        coalesce(return_document_id, return_id) as document_id,
        case when match_kind = 'unmatched' then 0 else 1 end as matched_line
    from {{ ref('fct_returns') }}
    where not is_test
),

documents as (
    select
        month_start,
        document_id,
        count(*) as line_count,
        sum(matched_line) as matched_line_count
    from returns
    group by month_start, document_id
),

-- a credit note is tied to sales when each of its lines is
final as (
    select
        month_start,
        count(*) as return_count,
        count(case when matched_line_count = line_count then 1 end) as matched_return_count,
        {{ whole('sum(line_count)') }} as return_line_count,
        {{ whole('sum(matched_line_count)') }} as matched_return_line_count
    from documents
    group by month_start
)

select * from final
