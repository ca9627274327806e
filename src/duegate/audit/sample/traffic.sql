-- The contacts a file is to hold, not yet in its order; a call log holds calls only.
CREATE VIEW drafts AS
SELECT *, CASE WHEN channel <> 'call' THEN 0
               WHEN state = 'rang_no_answer' THEN 25 + below(s, 11, 20)
               WHEN state = 'not_connected' THEN 0
               WHEN state = 'not_sent' THEN 0
               ELSE 4 + below(s, 11, 20) END::SMALLINT AS ring,
       CASE WHEN channel <> 'call' THEN 0
            WHEN state = 'answered' THEN 2 + below(s, 12, 16)
            WHEN state = 'voicemail' THEN 8 + below(s, 12, 20)
            WHEN state IN ('conversation', 'inbound')
                THEN 20 + below(s, 12, 160) + CASE WHEN below(s, 13, 100) < 20
                                                   THEN below(s, 14, 700) ELSE 0 END
            ELSE 0 END::SMALLINT AS talk
FROM (SELECT l.* FROM lawful AS l LEFT JOIN episodes AS e USING (debtor)
      WHERE e.debtor IS NULL OR NOT (e.alone OR e.day = l.day)
      UNION ALL BY NAME FROM planted)
WHERE getvariable('whole') OR (channel = 'call' AND state <> 'not_sent'
                               AND (state <> 'inbound' OR getvariable('inbound')));

CREATE VIEW chosen AS -- as many as are wanted: the last debtors, or the end of one, are left out
FROM drafts
WHERE debtor < getvariable('last_debtor')
   OR (debtor = getvariable('last_debtor') AND (day, second, step) < getvariable('last_moment'));
