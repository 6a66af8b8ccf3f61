-- Questions with a parameter. In a file attached to another database they need `USE` first: macros look tables up where the user stands.

CREATE OR REPLACE MACRO as_of(day) AS TABLE
SELECT * FROM claim_history
WHERE known_from < day::DATE + INTERVAL 1 DAY AND (known_until IS NULL OR known_until >= day::DATE + INTERVAL 1 DAY);

CREATE OR REPLACE MACRO verdicts_as_of(day) AS TABLE
SELECT * FROM verdicts WHERE recorded_at < day::DATE + INTERVAL 1 DAY;

CREATE OR REPLACE MACRO contradictions_as_of(day) AS TABLE
SELECT * FROM contradictions WHERE recorded_at < day::DATE + INTERVAL 1 DAY;

CREATE OR REPLACE MACRO alerts_as_of(day) AS TABLE
SELECT a.alert_id, a.created_at, a.channel, a.severity, a.title, a.body, a.event_id, a.document_id,
       coalesce(d.sent_to, []) AS sent_to, a.recorded_at
FROM alert_log a
LEFT JOIN (SELECT alert_id, list(DISTINCT destination ORDER BY destination) AS sent_to FROM delivery_log
           WHERE outcome = 'sent' AND attempted_at < day::DATE + INTERVAL 1 DAY GROUP BY alert_id) d ON d.alert_id = a.alert_id
WHERE a.recorded_at < day::DATE + INTERVAL 1 DAY;

-- one row a day and currency (storage/rates.py), so nothing needs to be grouped; the euro is what rates are told in: a form of its own, with one look-up less
CREATE OR REPLACE MACRO convert(amount, from_currency, on_date) AS
    amount / (SELECT f.per_eur FROM reference_rate f WHERE f.currency = from_currency AND f.day = on_date::DATE),
(amount, from_currency, on_date, to_currency) AS
    amount * CASE WHEN to_currency = 'EUR' THEN 1.0 ELSE (SELECT t.per_eur FROM reference_rate t WHERE t.currency = to_currency AND t.day = on_date::DATE) END
           / (SELECT f.per_eur FROM reference_rate f WHERE f.currency = from_currency AND f.day = on_date::DATE);
