/** What the stories search: the notices of a workshop. */
export const notices = [
  'Goggles are worn at the lathe, always, also for a quick look.',
  'The band saw is switched off at nine in the evening, for the neighbors.',
  'Take offcuts from the blue bin as you like; the red bin is reserved for the school.',
  'Glue and paint dry on the rack by the window, with your name and the date on them.',
  'Whoever leaves last empties the dust extractor and locks both doors.',
  'A splinter or a cut: the first-aid box hangs next to the sink.',
  'Beginners learn each machine with a mentor before they use it alone.',
  'Blades and drill bits are sharpened on the first Tuesday of the month.',
  'Members may bring a guest, who watches and does not touch.',
  'The laser cutter takes plywood and acrylic, and never PVC.',
];

export const foods = [
  'Bread with butter',
  'A bowl of lentil soup',
  'Pancakes and maple syrup',
  'Grilled cheese',
];
export const skies = [
  'A thunderstorm at noon',
  'Fog over the harbour',
  'The first snow',
  'A warm evening breeze',
];
export const trips = ['The train to the coast', 'A tram ride', 'A late bus', 'Two tickets for the ferry'];
