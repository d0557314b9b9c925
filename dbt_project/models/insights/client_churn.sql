with

observed_scores as (
    select * from {{ ref('int_churn_scores_observed') }}
),

worded_reasons as (
    select * from {{ ref('int_churn_reasons_worded') }}
),

-- the future is priced by the client's own past: the net revenue of a day since the first visit,
-- of the last year at most
priced_scores as (
    select
        *,
        {{ money('greatest(last_year_revenue / earning_days * horizon_days, 0)') }}
            as expected_revenue
    from observed_scores
),

graded_scores as (
    select
        *,
        {{ money('cast(churn_probability as decimal(9, 6)) * expected_revenue') }}
            as expected_loss,
        case
            when churn_probability >= {{ var('high_churn_probability') }} then 'high'
            when churn_probability >= {{ var('medium_churn_probability') }} then 'medium'
            else 'low'
        end as churn_grade
    from priced_scores
),

-- a call costs an hour, so it is advised where more than the usual amount is at stake
advised_scores as (
    select
        graded_scores.*,
        worded_reasons.churn_reasons,
        case
            when graded_scores.churn_grade = 'low' then 'wait'
            when worded_reasons.has_returned_much then 'ask_about_returns'
            when
                graded_scores.expected_loss
                > avg(graded_scores.expected_loss) over (partition by graded_scores.as_of_date)
                then 'call'
            when worded_reasons.has_bought_once then 'invite_to_second_order'
            else 'write'
        end as advised_measure_code
    from graded_scores
    left join worded_reasons
        on
            graded_scores.client_id = worded_reasons.client_id
            and graded_scores.as_of_date = worded_reasons.as_of_date
),

final as (
    select
        client_id,
        as_of_date,
        horizon_days,
        horizon_end_date,
        is_overdue,
        silent_days,
        cast(patience_days as decimal(18, 1)) as patience_days,
        churn_probability,
        churn_grade,
        has_churned,
        next_visit_date,
        last_year_revenue,
        expected_revenue,
        expected_loss,
        churn_reasons,
        advised_measure_code,
        {{ measure_words('advised_measure_code') }} as advised_measure,
        'rule' as advised_by,
        model_name
    from advised_scores
)

select * from final
