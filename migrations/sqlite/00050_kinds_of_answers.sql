-- An index by which the first and the newest of a patient's answers are found for each version and each language that they were
-- given to, however many there are: what a comparison of two days is made of. The columns are in the order in which the
-- statement that it is for reads them.

-- +goose Up

-- store: AnswerSpan and AnswerEnds, one seek for each kind of answers and for each of its ends.
CREATE INDEX responses_by_kind ON responses (patient_id, questionnaire, version, language, languages, completed_at, id) WHERE status = 'completed';
