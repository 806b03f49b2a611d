import './look/tokens.css';
import './look/app.css';
import { createRoot } from 'react-dom/client';
import { Shell } from './Shell.tsx';
import { begin } from './state/begin.ts';
import { takeWorkerFrom } from './state/link.ts';
import { watchRequests } from './state/workspace.ts';
import { chooseLocale, preferredLocale } from './words/index.ts';

if (import.meta.env.VITE_FAKE) takeWorkerFrom(await import('../protocol/fake.ts').then((m) => () => m.fakeWorker(100)));
watchRequests();
void begin();
// The first thing painted is in the reader's language; should its catalogue fail to load, English stands in.
void chooseLocale(preferredLocale())
  .catch(() => {})
  .then(() => createRoot(document.getElementById('root')!).render(<Shell />));
