import './look/tokens.css';
import './look/app.css';
import { createRoot } from 'react-dom/client';
import { Shell } from './Shell.tsx';
import { begin } from './state/begin.ts';
import { watchRequests } from './state/workspace.ts';
import { chooseLocale, preferredLocale } from './words/index.ts';

watchRequests();
void begin();
// The first thing painted is in the reader's language; should its catalogue fail to load, English stands in.
void chooseLocale(preferredLocale())
  .catch(() => {})
  .then(() => createRoot(document.getElementById('root')!).render(<Shell />));
