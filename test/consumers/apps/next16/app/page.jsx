import { notes } from '../notes.js';
import { Search } from './search.jsx';

// A server component: it has the notes, and renders what searches them.
export default function Page() {
  return <Search notes={notes} />;
}
