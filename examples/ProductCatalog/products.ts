export interface Product {
  readonly id: string;
  readonly name: string;
  readonly kind: 'Footwear' | 'Clothing' | 'Camp' | 'Bags';
  readonly price: number;
  readonly about: string;
  /** The color of what stands for its picture, in degrees. */
  readonly hue: number;
}

export const PRODUCTS: readonly Product[] = [
  {
    id: 'kestrel',
    name: 'Kestrel hiking boots',
    kind: 'Footwear',
    price: 189,
    hue: 28,
    about: 'Waterproof leather that keeps rain and snow out for a whole day.',
  },
  {
    id: 'moss',
    name: 'Moss rubber boots',
    kind: 'Footwear',
    price: 64,
    hue: 130,
    about: 'Stand in a stream with them; lined with cork.',
  },
  {
    id: 'skerry',
    name: 'Skerry town shoes',
    kind: 'Footwear',
    price: 119,
    hue: 185,
    about: 'Light shoes with a seam that is sealed.',
  },
  {
    id: 'tarn',
    name: 'Tarn dry socks',
    kind: 'Clothing',
    price: 38,
    hue: 210,
    about: 'A membrane between two layers of wool: feet stay dry in wet shoes.',
  },
  {
    id: 'gale',
    name: 'Gale rain jacket',
    kind: 'Clothing',
    price: 149,
    hue: 265,
    about: 'Packs into its own pocket, and lets no storm through.',
  },
  {
    id: 'rime',
    name: 'Rime gloves',
    kind: 'Clothing',
    price: 29,
    hue: 330,
    about: 'Warm fingers that still work a telephone.',
  },
  {
    id: 'ember',
    name: 'Ember stove',
    kind: 'Camp',
    price: 52,
    hue: 12,
    about: 'Boils a litre in three minutes, on three legs that fold.',
  },
  {
    id: 'lark',
    name: 'Lark tent for two',
    kind: 'Camp',
    price: 310,
    hue: 95,
    about: 'Up in four minutes, dry inside while it pours.',
  },
  {
    id: 'owl',
    name: 'Owl head torch',
    kind: 'Camp',
    price: 35,
    hue: 50,
    about: 'Light for the way home, with a red lamp for reading maps.',
  },
  {
    id: 'drift',
    name: 'Drift sleeping bag',
    kind: 'Camp',
    price: 240,
    hue: 235,
    about: 'Down for cold nights, to ten degrees of frost.',
  },
  {
    id: 'fell',
    name: 'Fell rucksack, 40 l',
    kind: 'Bags',
    price: 135,
    hue: 160,
    about: 'Carries a week, and its cover keeps the rain off.',
  },
  {
    id: 'picnic',
    name: 'Picnic bag for six',
    kind: 'Bags',
    price: 79,
    hue: 300,
    about: 'With plates, cups and a cloth.',
  },
];
