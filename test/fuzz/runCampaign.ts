import { campaign } from './campaign.js';

// What `npm run fuzz` bundles and runs: rounds until the time is over, which begins when all is warm; prints the tallies as JSON.
const [seed = 1, minutes = 1] = process.argv.slice(2).map(Number);
let end: number | undefined;
function isOver(): boolean {
  end ??= Date.now() + minutes * 60_000;
  return Date.now() > end;
}
console.log(JSON.stringify(await campaign(seed, isOver)));
