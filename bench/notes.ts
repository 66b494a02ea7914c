/** What the apps search of which the first hit is measured. */
export const NOTES = [
  'Refunds are paid within five days',
  'A kitten sleeps on the warm roof of the car',
  'The invoice is due in thirty days',
  'Call the dentist about Thursday',
  'Stir the soup and add salt',
  'The bike needs new brakes',
];
