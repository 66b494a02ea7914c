import { notes } from '../../notes.js';
import { Search } from '../search.jsx';
import { findNotes } from './findNotes.js';

// A server component that searches by itself: its hits are in the HTML.
export default async function Page() {
  return <Search notes={notes} initialResult={await findNotes('my tooth hurts')} />;
}
