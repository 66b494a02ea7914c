import { campaign } from './campaign.js';

// What `npm run fuzz` bundles and runs: rounds until the time is over; prints the tallies as JSON.
const [seed = 1, minutes = 1] = process.argv.slice(2).map(Number);
const end = Date.now() + minutes * 60_000;
console.log(JSON.stringify(await campaign(seed, () => Date.now() > end)));
