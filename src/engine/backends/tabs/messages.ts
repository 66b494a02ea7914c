// What tabs say to each other on the channel that they share. Calls and their returns have a channel per pair of tabs.

/** A tab asks who leads, joins a leader, or leaves it; a leader says that it leads. */
export type Notice =
  | { readonly type: 'who-leads' }
  | { readonly type: 'leads'; readonly leader: string; readonly since: number }
  | { readonly type: 'joins'; readonly leader: string; readonly tab: string }
  | { readonly type: 'leaves'; readonly tab: string };

/** The channel on which a leader answers a tab. An earlier leader, should it wake up, is not heard there. */
export const pairName = (name: string, leader: string, tab: string) => `${name}/${leader}/${tab}`;
