export const notes = [
  'Buy oat milk and bread',
  'Call the dentist about Thursday',
  'The bike needs new brakes',
  'Water the tomatoes on the balcony',
];
