import { lazy, Suspense, useEffect, useRef } from 'react';
import { Bars } from './parts/Bars.tsx';
import { DropTarget } from './parts/DropTarget.tsx';
import { JobBar } from './parts/JobBar.tsx';
import { Live } from './parts/Live.tsx';
import { Rail } from './parts/Rail.tsx';
import { TopBar } from './parts/TopBar.tsx';
import { typing } from './parts/typing.ts';
import { Start } from './screens/Start.tsx';
import { usePacks } from './state/packs.ts';
import { type Route, useRoute } from './state/route.ts';
import { showSheet, useView } from './state/view.ts';
import { useWords } from './words/index.ts';

const screens: { readonly [R in Exclude<Route, 'start'>]: ReturnType<typeof lazy> } = {
  images: lazy(() => import('./screens/Images.tsx')),
  backbones: lazy(() => import('./screens/Backbones.tsx')),
  experiment: lazy(() => import('./screens/Experiment.tsx')),
  results: lazy(() => import('./screens/Results.tsx')),
  report: lazy(() => import('./screens/Report.tsx')),
  about: lazy(() => import('./screens/About.tsx')),
};
const Arrivals = lazy(() => import('./parts/Arrivals.tsx'));
const Sheet = lazy(() => import('./parts/Sheet.tsx'));

/** The house seen from the street: bar, rail, and the room that the address names. */
export function Shell() {
  const { t } = useWords();
  const route = useRoute();
  const { projector, sheet } = useView();
  const main = useRef<HTMLElement>(null);
  const first = useRef(true);
  const arrived = usePacks((s) => s.arrivals.length > 0);

  useEffect(() => {
    document.documentElement.classList.toggle('projector', projector);
  }, [projector]);

  useEffect(() => {
    const key = (event: KeyboardEvent) => {
      if (event.key === '?' && !typing(event.target)) {
        event.preventDefault();
        showSheet(true);
      }
    };
    addEventListener('keydown', key);
    return () => removeEventListener('keydown', key);
  }, []);

  // A new room is read from its top, by the eye and by a screen reader.
  // biome-ignore lint/correctness/useExhaustiveDependencies: the route is the occasion
  useEffect(() => {
    if (!first.current) main.current?.focus({ preventScroll: true });
    first.current = false;
    scrollTo(0, 0);
  }, [route]);

  const Screen = route === 'start' ? Start : screens[route];
  return (
    <div className="shell">
      <button type="button" className="skip" onClick={() => main.current?.focus()}>
        {t('shell.skip')}
      </button>
      <div className="head">
        <TopBar />
        <JobBar />
      </div>
      <Rail />
      <main id="main" ref={main} tabIndex={-1}>
        <Bars />
        <Suspense fallback={null}>{arrived && <Arrivals />}</Suspense>
        <Suspense fallback={<p className="muted">{t('shell.loading')}</p>}>
          <Screen />
        </Suspense>
      </main>
      <Live />
      <DropTarget />
      <Suspense fallback={null}>{sheet && <Sheet />}</Suspense>
    </div>
  );
}
