export const NOTES = [
  'Buy oat milk and bread',
  'Call the dentist about Thursday',
  'The bike needs new brakes',
  'Water the tomatoes on the balcony',
];

/** What is typed, a word of one of them; and what means the same without a word of it. */
export const [WORD, MEANING] = ['dentist', 'my tooth hurts'];
