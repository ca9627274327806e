-- Lawful traffic: who is contacted on which day, how, and what comes of it. A debtor has at most
-- three calls and messages a day, between 08:00 and 21:00, whatever chance says; a visit or a call
-- to a colleague comes only after three days on which nobody answered.
CREATE VIEW debtors AS
SELECT debtor, h, (die(h, 1) % getvariable('tenants'))::SMALLINT AS tenant,
       CASE WHEN debtor < getvariable('victims') THEN 'plain'
            WHEN below(h, 2, 100) < 3 THEN 'lost'
            WHEN below(h, 2, 100) < 6 THEN 'visited'
            WHEN below(h, 2, 100) < 11 THEN 'guaranteed'
            ELSE 'plain' END AS nature,
       below(h, 3, 100) < 4 AS student,
       -- Portfolios come in weekly; some are worked on before the first day, debts get paid.
       greatest(0, CASE WHEN below(h, 4, 100) < 55 THEN 0
                        ELSE 7 * below(h, 5, 1 + getvariable('days') // 7) END) AS starts,
       20 + below(h, 6, 70) AS lasts
FROM (SELECT n::INTEGER AS debtor, mixed(xor(getvariable('salt')::UBIGINT, n::UBIGINT)) AS h
      FROM range(getvariable('debtors')::BIGINT) AS numbers(n));

CREATE VIEW working_days AS
SELECT *, day - starts AS age, (getvariable('weekday') + day) % 7 AS weekday,
       mixed(xor(h, (day::UBIGINT + 1) * 65599)) AS g
FROM debtors, (SELECT n::SMALLINT AS day FROM range(getvariable('days')::BIGINT) AS numbers(n))
WHERE day >= starts AND day < starts + lasts;

-- What a day is spent with, and how often in 1,000 days.
CREATE TABLE plans AS FROM (VALUES
    ('reached', 320), ('then text', 150), ('again', 150), ('ladder', 120), ('text', 100),
    ('mail', 40), ('app', 40), ('letter', 18), ('called back', 40), ('withdrawn', 16),
    ('opening', 3), ('closing', 3)
) AS plans(plan, share);
SET VARIABLE shares = (SELECT list(plan ORDER BY plan) FROM plans, range(share));

-- The steps of a plan: so many seconds `after` the first, and up to `spread` later.
CREATE TABLE plan_steps AS FROM (VALUES
    ('reached', 0, 'call', 'often', 0, 0),
    ('then text', 0, 'call', 'missed', 0, 0), ('then text', 1, 'sms', 'sent', 120, 240),
    ('again', 0, 'call', 'missed', 0, 0), ('again', 1, 'call', 'maybe', 2400, 9000),
    ('ladder', 0, 'call', 'missed', 0, 0), ('ladder', 1, 'call', 'missed', 3000, 5400),
    ('ladder', 2, 'sms', 'sent', 8700, 600),
    ('text', 0, 'sms', 'sent', 0, 0),
    ('mail', 0, 'email', 'sent', 0, 0),
    ('app', 0, 'app', 'sent', 0, 0),
    ('letter', 0, 'letter', 'sent', 0, 0),
    ('called back', 0, 'call', 'missed', 0, 0), ('called back', 1, 'call', 'inbound', 1500, 6000),
    ('withdrawn', 0, 'sms', 'not sent', 0, 0), ('withdrawn', 1, 'call', 'often', 1800, 3600),
    ('missed', 0, 'call', 'missed', 0, 0),
    ('visit', 0, 'visit', 'sent', 0, 0),
    ('colleague', 0, 'call', 'often', 0, 0),
    ('opening', 0, 'call', 'busy', 0, 0),
    ('closing', 0, 'call', 'busy', 0, 0)
) AS steps(plan, step, channel, reach, after, spread);

CREATE VIEW day_plans AS
SELECT debtor, h, g, day, tenant, nature, student, age,
       CASE WHEN nature IN ('lost', 'visited') AND age < 3 THEN 'missed'
            WHEN nature = 'visited' AND age = 4 + below(h, 7, 6) THEN 'visit'
            WHEN nature = 'lost' AND age = 4 + below(h, 7, 6) THEN 'colleague'
            ELSE getvariable('shares')[1 + below(g, 1, 1000)] END AS plan
FROM working_days
WHERE (nature IN ('lost', 'visited') AND age < 10)
   OR below(g, 2, 100) < CASE weekday WHEN 5 THEN 30 WHEN 6 THEN 16 ELSE 52 END
                         + CASE WHEN age < 10 THEN 14 ELSE 0 END;

-- When the first step is taken: a morning and an afternoon of work, a dip at noon, an evening.
CREATE VIEW begun_days AS
SELECT *, CASE plan WHEN 'opening' THEN 28800 WHEN 'closing' THEN 75599
          ELSE CASE WHEN slot < 50 THEN 28800 + within % 3600
                    WHEN slot < 340 THEN 32400 + within % 9000
                    WHEN slot < 410 THEN 41400 + within % 7200
                    WHEN slot < 730 THEN 48600 + within % 12600
                    WHEN slot < 930 THEN 61200 + within % 9000
                    ELSE 70200 + within % 4500 END END AS first
FROM (SELECT *, below(g, 3, 1000) AS slot, below(g, 4, 1000003) AS within FROM day_plans);

CREATE VIEW steps_taken AS
SELECT b.*, step::SMALLINT AS step, channel, reach,
       mixed(xor(g, (step::UBIGINT + 7) * 31337)) AS s,
       first + after + below(mixed(xor(g, (step::UBIGINT + 7) * 31337)), 1, spread + 1) AS second,
       nature = 'guaranteed' AND plan <> 'called back' AND below(g, 5, 100) < 30 AS vouched
FROM begun_days AS b JOIN plan_steps USING (plan);

CREATE VIEW lawful AS
SELECT debtor,
       CASE WHEN plan = 'colleague' THEN 2 WHEN vouched THEN 1 ELSE 0 END::UTINYINT AS who,
       day, second, step, tenant, below(h, 8, 12)::SMALLINT AS line,
       channel::channels AS channel,
       CASE WHEN plan = 'colleague' THEN 'colleague' WHEN vouched THEN 'guarantor'
            ELSE 'debtor' END::roles AS role,
       CASE WHEN plan = 'colleague' THEN 'locate' WHEN age < 12 THEN 'remind'
            ELSE 'collect' END::purposes AS purpose,
       CASE WHEN reach = 'inbound' THEN 'inbound' WHEN reach = 'not sent' THEN 'not_sent'
            WHEN reach = 'busy' THEN 'not_connected'
            WHEN channel = 'sms' THEN CASE WHEN below(s, 2, 100) < 95 THEN 'delivered'
                                           WHEN below(s, 2, 100) < 98 THEN 'message_sent'
                                           ELSE 'not_connected' END
            WHEN channel = 'app' THEN 'delivered'
            WHEN channel = 'email' THEN 'message_sent'
            WHEN channel = 'letter' THEN 'letter_posted'
            WHEN channel = 'visit' THEN CASE WHEN below(s, 2, 100) < 60 THEN 'visit_contact'
                                             ELSE 'visit_made' END
            WHEN reach = 'missed' OR (nature = 'lost' AND plan <> 'colleague')
                 OR (reach = 'maybe' AND below(s, 3, 100) < 45)
                 THEN CASE WHEN below(s, 2, 100) < 70 THEN 'rang_no_answer'
                           ELSE 'not_connected' END
            WHEN below(s, 2, 100) < 70 THEN 'conversation'
            WHEN below(s, 2, 100) < 87 THEN 'answered'
            ELSE 'voicemail' END::states AS state,
       CASE WHEN channel = 'visit' THEN 'home' END::places AS place,
       CASE WHEN plan = 'colleague' THEN 'public_register'
            WHEN below(h, 10, 100) < 85 THEN 'creditor_file' ELSE 'contract' END::sources AS source,
       NULL::lacks AS lacking, student,
       CASE WHEN nature = 'visited' OR below(h, 11, 100) < 80 THEN 800 + below(h, 12, 48000)
            ELSE 50000 + below(h, 12, 90000) END AS amount,
       h, s, 0::INTEGER AS breaks
FROM steps_taken
WHERE second <= 75000 + CASE WHEN reach = 'busy' THEN 599 ELSE 0 END -- no retry late at night
  AND NOT (nature = 'lost' AND reach = 'inbound');
