/** An article of a help center: as long as articles are, so that a search must find the passage. */
export interface Article {
  readonly id: string;
  readonly title: string;
  readonly trail: readonly string[];
  readonly updated: string;
  readonly text: string;
}

export const ARTICLES: readonly Article[] = [
  {
    id: 'refund',
    title: 'Get your money back within 30 days',
    trail: ['Billing', 'Refunds'],
    updated: '2026-03-12',
    text: 'You can try every plan without a risk. If you stop within 30 days of the first payment, you get all of your money back, to the card it came from. Banks take three to five days to show it. Go to Settings, Billing, and choose “Stop and refund”; there is nobody to call and no form to send. Documents stay readable for another month, so that you can copy what you need. Payments for seats that were added later count from the day on which they were added. A second refund within a year is possible only after you have written to us, since some people used to try the plan again each month.',
  },
  {
    id: 'yearly',
    title: 'Cancel a yearly plan',
    trail: ['Billing', 'Plans'],
    updated: '2026-05-02',
    text: 'A yearly plan can be ended at any time. Choose Settings, Billing, End plan, and say from when. What you have paid for the months that are left is returned, less the discount for the year. You keep what you made; people can still read it, and nobody can write. Teams of more than fifty people talk to their contact first, who sends a statement for the accounts department. If the plan was bought through a reseller, only the reseller can end it. After the end we keep everything for ninety days and then delete it from all of our machines, including copies.',
  },
  {
    id: 'twice',
    title: 'A payment was taken twice',
    trail: ['Billing', 'Problems'],
    updated: '2026-01-19',
    text: 'Two lines in your bank’s app are rarely two payments. The second one is only held: your bank lets it go by itself after seven days, and you need not do anything. If both have a date of booking, write to us with the last four digits of the card, and we return one of them on the same day. It happens when the page was closed while the payment was on its way. We never store the number of a card; a company that does nothing else keeps it for us.',
  },
  {
    id: 'members',
    title: 'Remove a member',
    trail: ['Workspaces', 'People'],
    updated: '2026-06-08',
    text: 'Owners and administrators remove members under Settings, People. The person is signed out everywhere within a minute. Their documents go to whoever you name; comments keep their name, with the remark that they have left. A seat that is given up in the middle of a month is credited on the next invoice. Guests who were invited by them keep their access until you remove them as well.',
  },
  {
    id: 'passkey',
    title: 'Sign in without a password',
    trail: ['Account', 'Signing in'],
    updated: '2026-02-27',
    text: 'A passkey is made on your phone or computer and never leaves it. Open Settings, Security, Add passkey, and confirm with your face, your finger or the code of the device. From then on you sign in with one touch. If the phone is lost, use one of the ten backup codes that you printed. On a machine that is not yours choose “Use my phone”, and point its camera at the square picture. Passwords go on to work until you remove yours.',
  },
  {
    id: 'export',
    title: 'Take your documents with you',
    trail: ['Workspaces', 'Data'],
    updated: '2026-04-15',
    text: 'Settings, Data, Export makes one archive of everything that you may read: documents as text files with their pictures, tables as CSV, comments as one list. It takes up to an hour, and a message comes when it is ready. The link works for three days. Large workspaces are exported in parts of two gigabytes. Other programs read these files; a list of those that we have tried is at the end of this page.',
  },
];
